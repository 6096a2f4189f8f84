"""Find the too frequent prompts for the dedup board: `manage.py find_frequent_prompts`."""

from django.core.management.base import CommandError

from arenasite.effects.retag_command import INTERRUPTED, RetaggingCommand, get_arena
from battles.annotations import Deduplication, apply_deduplication
from battles.detectors import FREQUENCY_DETECTOR, FREQUENCY_VERSION
from battles.models import Arena


class Command(RetaggingCommand):
    help = (
        "Find too frequent prompts (rule: battles/detectors/frequency.py). Shows which votes the dedup board "
        "would drop or restore and how it would change; --apply writes it, 500 battles at a time. It "
        "may be interrupted and run again; the timetable runs it every ten minutes."
    )

    def handle(self, *args, arena, apply, **options):
        chosen = get_arena(arena)
        arenas = Arena.objects.order_by("pk") if chosen is None else [chosen]
        write = apply_deduplication if apply else None
        try:
            for each in arenas:
                retrospect = Deduplication(each)
                for changes in retrospect.changes():
                    self.add_batch(changes, write=write)
                self.stdout.write(f"{each.slug}: {retrospect.digested:,} prompts were new")
        except KeyboardInterrupt:
            raise CommandError(self.interrupted(apply=apply), returncode=INTERRUPTED) from None
        self.write_changes({FREQUENCY_DETECTOR: FREQUENCY_VERSION})
        self.write_summary(apply=apply)

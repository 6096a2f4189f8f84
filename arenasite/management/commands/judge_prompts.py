"""Ask the judge about prompts without labels: `manage.py judge_prompts`."""

import sys

from django.core.management.base import CommandError
from tqdm import tqdm

from arenasite.effects.retag_command import INTERRUPTED, RetaggingCommand, get_arena
from battles.annotations import Judge, JudgeLabels, JudgeUnusable, apply_changes, configured_judge, get_judge
from battles.detectors import JUDGE_DETECTOR, JUDGE_FAILURES


class Command(RetaggingCommand):
    help = (
        "Ask the judge model about the prompts of voted battles that its current version has not judged, "
        "newest first. Shows what its answers would change in the boards; --apply writes them, 20 at a time. "
        "The judge is asked in both cases. It may be interrupted and run again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--limit", type=int, metavar="N", help="ask about at most N battles")
        parser.add_argument(
            "--judge", metavar="SLUG", help="the model to ask (default: the one ARENA_JUDGE_MODEL names)"
        )
        parser.add_argument(
            "--again", action="store_true", help="also about prompts where this judge failed too often"
        )

    def handle(self, *args, arena, apply, limit, judge, again, **options):
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more.")
        asked = _judge(judge)
        labels = JudgeLabels(asked, arena=get_arena(arena), limit=limit, again=again, waits=True)
        write = apply_changes if apply else None
        try:
            with tqdm(total=limit, unit="battle", file=sys.stderr, disable=None, leave=False) as bar:
                for changes in labels.changes():
                    self.add_batch(changes, write=write)
                    bar.update(len(changes))
        except KeyboardInterrupt:
            raise CommandError(self.interrupted(apply=apply), returncode=INTERRUPTED) from None
        self.stdout.write(
            f"Battles with prompts: {labels.scanned_count:,}, asked about: {labels.asked_count:,}"
        )
        self.write_changes({JUDGE_DETECTOR: asked.version, JUDGE_FAILURES: asked.version})
        self.write_summary(apply=apply)
        if labels.is_unreachable:
            raise CommandError("The judge could not be reached; the log says why. Run it again to continue.")


def _judge(slug: str | None) -> Judge:
    try:
        judge = get_judge(slug) if slug else configured_judge()
    except JudgeUnusable as problem:
        raise CommandError(str(problem)) from None
    if judge is None:
        raise CommandError("No judge: name a registered model with --judge or ARENA_JUDGE_MODEL.")
    return judge

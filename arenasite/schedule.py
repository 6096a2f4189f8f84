"""The timetable: every job that runs by itself, at which interval.

Celery's beat and `manage.py work_loop` read the same list. To add a job, add one entry.
"""

from dataclasses import dataclass
from typing import Any

from celery.schedules import crontab
from django.conf import settings


@dataclass(frozen=True, eq=False)  # a crontab cannot be hashed
class Job:
    """One job of the timetable. It must be safe to run twice, also at the same time.

    task: name of the Celery task, which returns quickly or runs in a worker.
    every: seconds between two runs, or a crontab (UTC).
    lane: jobs of one lane never run at the same time in the loop; a slow lane does not delay the others.
    run: dotted path of the function that does the same in this process; empty for the task itself.
    expires: seconds after which a message that no worker took is dropped; None for the interval.
    """

    name: str
    task: str
    every: float | crontab
    lane: str
    run: str = ""
    expires: float | None = None

    @property
    def path(self) -> str:
        """Dotted path of the function that the loop calls."""
        return self.run or self.task


def build_timetable() -> list[Job]:
    """Return all jobs with the intervals of the settings."""
    return [
        Job(
            "rebuild boards",
            task="ratings.tasks.rebuild_all",
            run="arenasite.jobs.rebuild_every_arena",
            every=settings.REBUILD_SECONDS,
            lane="boards",
        ),
        Job(
            "thin history",
            task="ratings.tasks.thin_all",
            run="arenasite.jobs.thin_every_arena",
            every=3600.0,
            lane="boards",
        ),
        Job(
            "audit",
            task="ratings.tasks.recount_all",
            run="arenasite.jobs.audit_due_arenas",
            every=crontab(hour=3, minute=20),
            lane="boards",
            expires=6 * 3600.0,
        ),
        Job(
            "scan battles", task="moderation.tasks.scan_battles", every=settings.SCAN_SECONDS, lane="battles"
        ),
        Job("scan votes", task="moderation.tasks.scan_votes", every=settings.VOTE_SCAN_SECONDS, lane="votes"),
        Job("decide by rules", task="moderation.tasks.decide_by_rules", every=300.0, lane="votes"),
        Job("repair findings", task="moderation.tasks.repair_findings", every=600.0, lane="battles"),
        Job("end waits of votes", task="moderation.tasks.end_waits", every=300.0, lane="battles"),
        Job("screen answers", task="moderation.tasks.screen_answers", every=60.0, lane="screening"),
        Job("sweep battles", task="battles.tasks.sweep_battles", every=30.0, lane="battles"),
        Job(
            "delete expired limits", task="battles.tasks.delete_expired_limits", every=3600.0, lane="battles"
        ),
        Job("delete held prompts", task="battles.tasks.delete_held_prompts", every=60.0, lane="battles"),
        Job("apply retention", task="battles.tasks.apply_retention", every=3600.0, lane="battles"),
        Job("judge prompts", task="battles.tasks.judge_prompts", every=60.0, lane="prompts"),
        Job("find frequent prompts", task="battles.tasks.find_frequent_prompts", every=600.0, lane="prompts"),
        Job(
            "judge boards",
            task="ratings.tasks.judge_all",
            run="arenasite.jobs.judge_every_arena",
            every=crontab(hour=4, minute=10),
            lane="boards",
            expires=6 * 3600.0,
        ),
        Job("send webhooks", task="arenasite.tasks.send_webhooks", every=10.0, lane="webhooks"),
        Job("import files", task="battles.tasks.run_imports", every=5.0, lane="imports"),
        Job("measure speeds", task="ratings.tasks.measure_speeds", every=3600.0, lane="prompts"),
        Job(
            "release files",
            task="ratings.tasks.release_all",
            run="arenasite.jobs.release_every_arena",
            every=600.0,
            lane="files",
        ),
    ]


def build_beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the timetable in the form that Celery's beat reads."""
    return {
        job.name: {
            "task": job.task,
            "schedule": job.every,
            "options": {"expires": job.every if job.expires is None else job.expires},
        }
        for job in build_timetable()
    }

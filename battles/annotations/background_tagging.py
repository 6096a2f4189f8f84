"""Scheduled jobs about prompts: label them with the judge, and find those that are too frequent."""

import logging

from battles.annotations.deduplication import deduplicate
from battles.annotations.judge_backlog import judge_some
from battles.annotations.judge_client import JudgeUnusable, configured_judge
from battles.models import Arena

logger = logging.getLogger(__name__)


def judge_prompts() -> int:
    """Label prompts without labels by the site's judge; return the number of battles written.

    Returns 0 if no judge is configured. A judge that is unusable is logged.
    """
    try:
        judge = configured_judge()
    except JudgeUnusable as problem:
        logger.warning("no prompt is judged: %s", problem)
        return 0
    return 0 if judge is None else judge_some(judge)


def find_frequent_prompts() -> int:
    """Update the dedup facts of every arena; return the number of battles that changed."""
    return deduplicate(Arena.objects.order_by("pk"))

import logging

from django.db import DatabaseError
from django.utils import timezone

from moderation.scan import scan
from ratings.management.commands import rebuild_loop

logger = logging.getLogger(__name__)


class Command(rebuild_loop.Command):
    help = (
        "Rebuild the leaderboards whenever votes changed, and look new battles through for what staff should "
        "see: what the Celery worker does, without a broker, until it is stopped."
    )

    def look(self):
        """One look at the boards and one at the battles; a database that is away is tried again next time."""
        super().look()
        try:
            scan(now=timezone.now())
        except DatabaseError:
            logger.exception("scan failed; trying again")

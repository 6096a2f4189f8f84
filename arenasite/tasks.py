"""Celery tasks of arenasite; each is safe to run twice."""

from celery import shared_task

from arenasite import webhooks


@shared_task
def send_webhooks() -> int:
    """Send what is due to the receivers of webhooks. Returns how many messages were delivered."""
    return webhooks.send_webhooks()

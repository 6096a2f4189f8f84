"""Webhooks by the Standard Webhooks specification: events of the outbox, sent to receivers."""

from arenasite.webhooks.models import Delivery, Receiver
from arenasite.webhooks.sending import send_webhooks

__all__ = ["Delivery", "Receiver", "send_webhooks"]

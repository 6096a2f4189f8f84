"""Prompts that wait a few seconds before they are sent: the way of a gate without JavaScript."""

import datetime as dt
import uuid

from django.db import models


class HeldPromptQuerySet(models.QuerySet):
    def delete_expired(self, now: dt.datetime) -> int:
        """Delete prompts whose time is over, with their texts. Returns how many."""
        return self.filter(expires_at__lt=now).delete()[0]


class HeldPrompt(models.Model):
    """A posted form that is sent again by itself once it is ready.

    It belongs to one voter's browser. `fields` is emptied as soon as its battle is open; a job deletes
    the row after `expires_at`, a few minutes later, sent or not.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    voter_key = models.UUIDField()
    fields = models.JSONField(default=dict)
    battle_key = models.UUIDField(null=True)
    ready_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = HeldPromptQuerySet.as_manager()

    def __str__(self):
        return f"Held prompt {self.pk}"

    def note_sent(self, battle_key: uuid.UUID) -> None:
        """Keep only which battle it became."""
        self.battle_key, self.fields = battle_key, {}
        self.save(update_fields=["battle_key", "fields"])

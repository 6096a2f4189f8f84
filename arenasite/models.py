"""Django looks for an app's models here; they live in their rooms."""

from arenasite.attack_price.models import AttackPrice
from arenasite.staff.models import Authenticator, RecoveryCodes
from arenasite.status.models import Heartbeat, SiteKeyUse
from arenasite.webhooks.models import Delivery, Receiver

__all__ = ["AttackPrice", "Authenticator", "Delivery", "Heartbeat", "Receiver", "RecoveryCodes", "SiteKeyUse"]

"""Django looks for an app's admin here; it lives in its rooms."""

from arenasite.staff.admin import StaffUserAdmin
from arenasite.webhooks.admin import DeliveryAdmin, ReceiverAdmin

__all__ = ["DeliveryAdmin", "ReceiverAdmin", "StaffUserAdmin"]

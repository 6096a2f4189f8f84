"""Django looks for an app's admin here; it lives in the staff room."""

from arenasite.staff.admin import StaffUserAdmin

__all__ = ["StaffUserAdmin"]

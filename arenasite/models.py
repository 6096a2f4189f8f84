"""Django looks for an app's models here; they live with the rest of the second factor."""

from arenasite.staff.models import Authenticator, RecoveryCodes

__all__ = ["Authenticator", "RecoveryCodes"]

"""The sign-in form of the admin, throttled."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arenasite.staff.device import get_device
from arenasite.staff.throttle import count_attempt, reset_attempts
from battles.rate_limits import RateLimited, describe_wait
from battles.visitors import get_address


class SignInForm(AdminAuthenticationForm):
    """Gives the same answer for a wrong password, a missing account and an account that is not staff."""

    retry_after: int | None = None
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Wrong name or password for a staff account. Capital letters matter in both."),
    }

    def clean(self):
        """Raises a ValidationError before the password is checked if there were too many attempts.

        `retry_after` is then the number of seconds to wait.
        """
        name, address = self.cleaned_data.get("username", ""), get_address(self.request)
        if not (name and self.cleaned_data.get("password")):
            return super().clean()
        device = get_device(self.request, name)
        try:
            count_attempt(name, address, device=device)
        except RateLimited as limit:
            self.retry_after = limit.retry_after
            raise ValidationError(describe_throttling(limit.retry_after), code="throttled") from None
        cleaned = super().clean()
        reset_attempts(name, address, device=device)
        return cleaned


def describe_throttling(seconds: int) -> str:
    """The message that says how long to wait."""
    return _("Too many attempts. %(wait)s") % {"wait": describe_wait(seconds)}

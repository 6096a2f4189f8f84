"""The sign-in form of the admin, throttled."""

import time

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from arenasite.staff.throttle import count_attempt, reset_attempts
from battles.rate_limits import RateLimited
from battles.visitors import address_hash


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
        name, now = self.cleaned_data.get("username", ""), time.time()
        if not (name and self.cleaned_data.get("password")):
            return super().clean()
        try:
            count_attempt(name, address_hash(self.request), now=now)
        except RateLimited as limit:
            self.retry_after = limit.retry_after
            raise ValidationError(describe_wait(limit.retry_after), code="throttled") from None
        cleaned = super().clean()
        reset_attempts(name, now=now)
        return cleaned


def describe_wait(seconds: int) -> str:
    """The message that says how long to wait."""
    if seconds < 120:
        words = ngettext(
            "Too many attempts. Try again in %(number)d second.",
            "Too many attempts. Try again in %(number)d seconds.",
            seconds,
        )
        return words % {"number": seconds}
    return _("Too many attempts. Try again in %(number)d minutes.") % {"number": -(-seconds // 60)}

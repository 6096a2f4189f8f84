"""The sign-in form of the admin, throttled."""

import time

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from arenasite.staff.throttle import count_attempt, forget_attempts
from battles.rate_limits import RateLimited
from battles.visitors import address_hash


class SignInForm(AdminAuthenticationForm):
    """Says the same of a wrong password, an account that is none, and one that is not of staff."""

    retry_after: int | None = None
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Name and password do not belong to an account of staff. Both mind capitals."),
    }

    def clean(self):
        """Raises a ValidationError before looking at the password where too much was tried.

        `retry_after` then holds the seconds to wait.
        """
        name, now = self.cleaned_data.get("username", ""), time.time()
        if not (name and self.cleaned_data.get("password")):
            return super().clean()
        try:
            count_attempt(name, address_hash(self.request), now=now)
        except RateLimited as limit:
            self.retry_after = limit.retry_after
            raise ValidationError(wait_words(limit.retry_after), code="throttled") from None
        cleaned = super().clean()
        forget_attempts(name, now=now)
        return cleaned


def wait_words(seconds: int) -> str:
    """How long to wait, in words."""
    if seconds < 120:
        words = ngettext(
            "Too many attempts. Try again in %(number)d second.",
            "Too many attempts. Try again in %(number)d seconds.",
            seconds,
        )
        return words % {"number": seconds}
    return _("Too many attempts. Try again in %(number)d minutes.") % {"number": -(-seconds // 60)}

"""The second factor of staff: enrol, verify, remove, reset.

- An enrolled user is asked for the factor at every sign-in; with STAFF_OTP every staff user is.
- Until it is passed, the rest of the site sees an anonymous user (arenasite.staff.middleware).
- An authenticator is active after its first right digits. Recovery codes are made then and shown once.
- Each of these changes is recorded in the account's history (LogEntry).
"""

import datetime as dt

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from arenasite.staff.models import Authenticator, RecoveryCodes


class WrongCode(Exception):
    """The code is neither the current digits nor an unused recovery code."""


class TooSoon(Exception):
    """An attempt during the pause after a failure; `retry_after` is in seconds."""

    def __init__(self, retry_after: int):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class ResetForbidden(Exception):
    """Users cannot reset their own factor this way, and only a superuser resets a superuser's."""


def get_authenticator(user: AbstractBaseUser) -> Authenticator | None:
    """Return the user's active authenticator, or None."""
    return Authenticator.objects.filter(user=user, confirmed=True).order_by("pk").first()


def is_required(user: AbstractBaseUser) -> bool:
    """Whether the user must pass a second factor at sign-in."""
    return user.is_staff and (settings.STAFF_OTP or get_authenticator(user) is not None)


def begin_enrolment(user: AbstractBaseUser) -> Authenticator:
    """Return the authenticator that is being set up; it is inactive until its first digits."""
    return Authenticator.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def finish_enrolment(user: AbstractBaseUser, code: str) -> tuple[Authenticator, list[str]]:
    """Activate the authenticator that is being set up; returns it and the recovery codes.

    Raises WrongCode, TooSoon.
    """
    with transaction.atomic():
        _lock_account(user)
        device = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is not None and get_authenticator(user) is None and _accepts(device, code):
            Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
            device.confirmed = True
            log_change(user, by=user, words=gettext_noop("Enrolled a second factor."))
            return device, _make_recovery_codes(user)
    raise WrongCode


def verify(user: AbstractBaseUser, code: str) -> Authenticator:
    """Accept the current digits, or use up a recovery code. Raises WrongCode, TooSoon."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is not None and _is_digits(code) and _accepts(device, code):
            return device
        codes = RecoveryCodes.objects.select_for_update().filter(user=user).first()
        if device is not None and codes is not None and not _is_digits(code) and _accepts(codes, code):
            log_change(user, by=user, words=gettext_noop("Used a recovery code."))
            return device
    raise WrongCode


def replace_recovery_codes(user: AbstractBaseUser, code: str) -> list[str]:
    """Replace the recovery codes and return the new ones. Raises WrongCode, TooSoon."""
    verify(user, code)
    with transaction.atomic():
        _lock_account(user)
        log_change(user, by=user, words=gettext_noop("Made new recovery codes."))
        return _make_recovery_codes(user)


def remove(user: AbstractBaseUser, code: str) -> None:
    """Remove the factor: sign in by password alone, or enrol another app. Raises WrongCode, TooSoon."""
    verify(user, code)
    _delete_factor(user, by=user, words=gettext_noop("Removed the second factor."))


def reset(user: AbstractBaseUser, *, by: AbstractBaseUser) -> bool:
    """Remove another user's lost factor so that they can enrol again; False if they have none.

    Raises ResetForbidden.
    """
    if user.pk == by.pk or (user.is_superuser and not by.is_superuser):
        raise ResetForbidden
    if get_authenticator(user) is None:
        return False
    _delete_factor(user, by=by, words=gettext_noop("Reset the second factor."))
    return True


def count_recovery_codes(user: AbstractBaseUser) -> int:
    """Return the number of unused recovery codes."""
    codes = RecoveryCodes.objects.filter(user=user).first()
    return codes.token_set.count() if codes else 0


def log_change(user: AbstractBaseUser, *, by: AbstractBaseUser, words: str) -> None:
    """Add a line to the account's history."""
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, words, single_object=True)


def _lock_account(user: AbstractBaseUser) -> None:
    """Lock the account's row, so that two windows of one user wait for each other."""
    get_user_model().objects.select_for_update().get(pk=user.pk)


def _make_recovery_codes(user: AbstractBaseUser) -> list[str]:
    return RecoveryCodes.objects.get_or_create(user=user, defaults={"name": "codes"})[0].replace_codes()


@transaction.atomic
def _delete_factor(user: AbstractBaseUser, *, by: AbstractBaseUser, words: str) -> None:
    Authenticator.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    log_change(user, by=by, words=words)


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdecimal()


def _accepts(device: Authenticator | RecoveryCodes, code: str) -> bool:
    """Whether the device accepts the code. A failure is stored although the attempt is refused."""
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(_seconds_until(reason["locked_until"]))
    return device.verify_token(code)


def _seconds_until(moment: dt.datetime) -> int:
    return max(1, int((moment - timezone.now()).total_seconds()) + 1)

"""The second factor of staff: enrolling, showing it, and what to do when it is lost.

- Somebody who has enrolled is asked for it at every sign-in; with STAFF_OTP everybody of staff is.
- Whoever is asked and has not shown it yet is nobody to the rest of the site (arenasite.staff.middleware).
- An authenticator counts from the first right digits on. Recovery codes are made then and shown once.
- Each of these acts stands in the history of the account.
"""

import datetime as dt

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from arenasite.staff.models import Authenticator, RecoveryCodes


class WrongCode(Exception):
    """Neither the digits of this moment nor a recovery code that is left."""


class TooSoon(Exception):
    """An attempt before the pause after the last failure is over; `retry_after` is in seconds."""

    def __init__(self, retry_after: int):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class MayNotReset(Exception):
    """Nobody resets their own factor this way, and only a superuser a superuser's."""


def authenticator_of(user: AbstractBaseUser) -> Authenticator | None:
    """The app that counts for this member of staff."""
    return Authenticator.objects.filter(user=user, confirmed=True).order_by("pk").first()


def is_needed(user: AbstractBaseUser) -> bool:
    """Whether this account must show a second factor at sign-in."""
    return user.is_staff and (settings.STAFF_OTP or authenticator_of(user) is not None)


def begin(user: AbstractBaseUser) -> Authenticator:
    """The app that is being set up: it counts for nothing until its first digits."""
    return Authenticator.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def confirm(user: AbstractBaseUser, code: str) -> tuple[Authenticator, list[str]]:
    """Make the app that is being set up the one that counts; returns it and the recovery codes.

    Raises WrongCode, TooSoon.
    """
    with transaction.atomic():
        _hold(user)
        device = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is not None and authenticator_of(user) is None and _is_right(device, code):
            Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
            device.confirmed = True
            log(user, by=user, words="Enrolled a second factor.")
            return device, _new_codes(user)
    raise WrongCode


def show(user: AbstractBaseUser, code: str) -> Authenticator:
    """Take the digits of the moment, or spend a recovery code. Raises WrongCode, TooSoon."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is not None and _is_digits(code) and _is_right(device, code):
            return device
        codes = RecoveryCodes.objects.select_for_update().filter(user=user).first()
        if device is not None and codes is not None and not _is_digits(code) and _is_right(codes, code):
            log(user, by=user, words="Used a recovery code.")
            return device
    raise WrongCode


def renew_codes(user: AbstractBaseUser, code: str) -> list[str]:
    """New recovery codes in place of the old ones. Raises WrongCode, TooSoon."""
    show(user, code)
    with transaction.atomic():
        _hold(user)
        log(user, by=user, words="Made new recovery codes.")
        return _new_codes(user)


def remove(user: AbstractBaseUser, code: str) -> None:
    """Go back to the password alone, or to another app. Raises WrongCode, TooSoon."""
    show(user, code)
    _forget(user, by=user, words="Removed the second factor.")


def reset(user: AbstractBaseUser, *, by: AbstractBaseUser) -> bool:
    """Take the lost factor of somebody else away, so that they enrol anew; False where there is none.

    Raises MayNotReset.
    """
    if user.pk == by.pk or (user.is_superuser and not by.is_superuser):
        raise MayNotReset
    if authenticator_of(user) is None:
        return False
    _forget(user, by=by, words="Reset the second factor.")
    return True


def codes_left(user: AbstractBaseUser) -> int:
    """How many recovery codes are not spent."""
    codes = RecoveryCodes.objects.filter(user=user).first()
    return codes.token_set.count() if codes else 0


def log(user: AbstractBaseUser, *, by: AbstractBaseUser, words: str) -> None:
    """One line in the history of the account."""
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, words, single_object=True)


def _hold(user: AbstractBaseUser) -> None:
    """Two windows of one account wait for each other."""
    get_user_model().objects.select_for_update().get(pk=user.pk)


def _new_codes(user: AbstractBaseUser) -> list[str]:
    return RecoveryCodes.objects.get_or_create(user=user, defaults={"name": "codes"})[0].renew()


@transaction.atomic
def _forget(user: AbstractBaseUser, *, by: AbstractBaseUser, words: str) -> None:
    Authenticator.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    log(user, by=by, words=words)


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdecimal()


def _is_right(device: Authenticator | RecoveryCodes, code: str) -> bool:
    """Whether the device takes the code. A failure is kept even though the attempt is refused."""
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(_seconds_until(reason["locked_until"]))
    return device.verify_token(code)


def _seconds_until(moment: dt.datetime) -> int:
    return max(1, int((moment - timezone.now()).total_seconds()) + 1)

"""The devices of the second factor. The tables are django-otp's, the keys are not.

A copy of the database alone is useless: the key that an app and the site share is derived from the stored
random value and SECRET_KEY, and recovery codes are stored as keyed hashes.
"""

import base64
import secrets
import time
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

NUMBER_OF_CODES = 10
CODE_BYTES = 5


def list_site_keys() -> Iterator[str]:
    """Yield SECRET_KEY and the earlier keys that are still accepted."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


class Authenticator(TOTPDevice):
    """An app that shows six digits, new ones every 30 seconds."""

    class Meta:
        proxy = True
        default_permissions = ()
        permissions = [("reset_second_factor", _("Can reset the second factor of staff"))]

    @property
    def bin_key(self) -> bytes:
        """The key that a new app receives in the QR code."""
        return self._derive_key(settings.SECRET_KEY)

    def _derive_key(self, site_key: str) -> bytes:
        return salted_hmac("arenasite.authenticator", self.key, secret=site_key, algorithm="sha256").digest()[
            :20
        ]

    def verify_token(self, token: str) -> bool:
        """Whether these are the digits of now, or of the 30 seconds before or after.

        Digits are accepted once. Every failure doubles the pause before the next attempt; during the pause
        nothing is accepted. Call it in a transaction that has locked the row.
        """
        allowed, _reason = self.verify_is_allowed()
        if not allowed:
            return False
        if not (token.isascii() and token.isdecimal() and len(token) == self.digits):
            self.throttle_increment()
            return False
        for site_key in list_site_keys():
            totp = TOTP(self._derive_key(site_key), self.step, self.t0, self.digits, self.drift)
            totp.time = time.time()
            if totp.verify(int(token), self.tolerance, self.last_t + 1):
                self.last_t, self.drift = totp.t(), totp.drift
                self.throttle_reset(commit=False)
                self.set_last_used_timestamp(commit=False)
                self.save()
                return True
        self.throttle_increment()
        return False


class RecoveryCodes(StaticDevice):
    """A list of codes for the case that the app is lost; each is accepted once."""

    class Meta:
        proxy = True
        default_permissions = ()

    def replace_codes(self) -> list[str]:
        """Replace all codes and return the new ones. They cannot be read again later."""
        codes = [_new_code() for _number in range(NUMBER_OF_CODES)]
        self.token_set.all().delete()
        StaticToken.objects.bulk_create(
            [StaticToken(device=self, token=_hash_code(code, settings.SECRET_KEY)) for code in codes]
        )
        return codes

    def verify_token(self, token: str) -> bool:
        """Whether this is an unused code; marks it as used. Throttled like an authenticator."""
        hashes = [_hash_code(token, site_key) for site_key in list_site_keys()]
        token_hash = self.token_set.filter(token__in=hashes).values_list("token", flat=True).first()
        return super().verify_token(token_hash or "")


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return f"{letters[:4]}-{letters[4:]}"


def _hash_code(code: str, site_key: str) -> str:
    """64 bits of a keyed hash, as many as the column of django-otp can store."""
    plain = "".join(code.lower().replace("-", "").split())
    return salted_hmac("arenasite.recovery", plain, secret=site_key, algorithm="sha256").hexdigest()[:16]

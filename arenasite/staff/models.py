"""What staff prove themselves with. The rows are django-otp's; what they mean is the site's own.

Nothing here can be used by whoever reads the database alone. What an authenticator and the site share is
derived from the stored random key and SECRET_KEY; recovery codes are stored as keyed hashes.
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

CODES = 10
CODE_BYTES = 5


def site_keys() -> Iterator[str]:
    """SECRET_KEY and the earlier ones still accepted."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


class Authenticator(TOTPDevice):
    """A member of staff's app that shows six digits, another six every half minute."""

    class Meta:
        proxy = True
        default_permissions = ()
        permissions = [("reset_second_factor", _("Can reset the second factor of staff"))]

    @property
    def bin_key(self) -> bytes:
        """What a new app is given."""
        return self._shared(settings.SECRET_KEY)

    def _shared(self, site_key: str) -> bytes:
        return salted_hmac("arenasite.authenticator", self.key, secret=site_key, algorithm="sha256").digest()[
            :20
        ]

    def verify_token(self, token: str) -> bool:
        """Whether these are the digits of this moment, or of the half minute before or after.

        Digits are good once. Every failure makes the next attempt wait twice as long; while it waits
        nothing is right. Call it within a transaction that holds the row.
        """
        allowed, _reason = self.verify_is_allowed()
        if not allowed:
            return False
        if not (token.isascii() and token.isdecimal() and len(token) == self.digits):
            self.throttle_increment()
            return False
        for site_key in site_keys():
            totp = TOTP(self._shared(site_key), self.step, self.t0, self.digits, self.drift)
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
    """A sheet of codes for the day the app is gone; each is good once."""

    class Meta:
        proxy = True
        default_permissions = ()

    def renew(self) -> list[str]:
        """New codes in place of all others; the only time anybody can read them."""
        codes = [_new_code() for _number in range(CODES)]
        self.token_set.all().delete()
        StaticToken.objects.bulk_create(
            [StaticToken(device=self, token=_hash(code, settings.SECRET_KEY)) for code in codes]
        )
        return codes

    def verify_token(self, token: str) -> bool:
        """Whether this is one of the codes; then it is spent. Throttled as an authenticator is."""
        hashes = [_hash(token, site_key) for site_key in site_keys()]
        held = self.token_set.filter(token__in=hashes).values_list("token", flat=True).first()
        return super().verify_token(held or "")


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return f"{letters[:4]}-{letters[4:]}"


def _hash(code: str, site_key: str) -> str:
    """As long as the table's column takes: 64 bits."""
    plain = "".join(code.lower().replace("-", "").split())
    return salted_hmac("arenasite.recovery", plain, secret=site_key, algorithm="sha256").hexdigest()[:16]

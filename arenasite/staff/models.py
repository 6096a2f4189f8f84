"""The devices of the second factor. The tables are django-otp's, the keys are not.

A copy of the database alone is useless: the key that an app and the site share is stored encrypted under
SECRET_KEY, and recovery codes are stored as keyed hashes.

An authenticator's `key` has one of two forms:

- 40 hex digits: a random value; the shared key is derived from it and the site's key at enrolment.
- 80 hex digits: id of the site's key (8), nonce (32), shared key XOR a pad of site key and nonce (40). Into
  this form it is moved at sign-in and by `manage.py rotate_keys`, because an app cannot learn another key.
"""

import base64
import secrets
import time

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from battles.keys import Purpose, key_id, keyed_hash, list_purpose_keys, list_site_keys

NUMBER_OF_CODES = 10
CODE_BYTES = 5
SHARED_BYTES = 20
DERIVED_DIGITS, WRAPPED_DIGITS, ID_DIGITS = 40, 80, 8


class KeyLost(Exception):
    """The authenticator is stored under a key that the site no longer has."""


class Authenticator(TOTPDevice):
    """An app that shows six digits, new ones every 30 seconds."""

    class Meta:
        proxy = True
        default_permissions = ()
        permissions = [("reset_second_factor", _("Can reset the second factor of staff"))]

    @property
    def bin_key(self) -> bytes:
        """The key that a new app receives in the QR code. Raises KeyLost."""
        return self._read_shared_key(settings.SECRET_KEY if len(self.key) == DERIVED_DIGITS else "")

    @property
    def is_movable(self) -> bool:
        """Whether the site knows under which of its keys this one is, and it is not the newest."""
        return len(self.key) == WRAPPED_DIGITS and not self.is_current

    @property
    def is_current(self) -> bool:
        """Whether it is stored under SECRET_KEY and needs no earlier key."""
        return len(self.key) == WRAPPED_DIGITS and self.key[:ID_DIGITS] == key_id(settings.SECRET_KEY)

    def move(self, *, shared: bytes | None = None) -> None:
        """Store the shared key under SECRET_KEY; the caller saves. Raises KeyLost."""
        shared = shared or self._read_shared_key("")
        nonce = secrets.token_hex(16)
        wrapped = bytes(a ^ b for a, b in zip(shared, _pad(settings.SECRET_KEY, nonce), strict=True))
        self.key = f"{key_id(settings.SECRET_KEY)}{nonce}{wrapped.hex()}"

    def _read_shared_key(self, site_key: str) -> bytes:
        """site_key: for the derived form, the key of its enrolment."""
        if len(self.key) == WRAPPED_DIGITS:
            number, nonce, wrapped = self.key[:8], self.key[8:40], bytes.fromhex(self.key[40:])
            for site_key in list_site_keys():
                if key_id(site_key) == number:
                    return bytes(a ^ b for a, b in zip(wrapped, _pad(site_key, nonce), strict=True))
            raise KeyLost
        digest = salted_hmac(
            "arenasite.authenticator", self.key, secret=site_key, algorithm="sha256"
        ).digest()
        return digest[:SHARED_BYTES]

    def _list_shared_keys(self) -> list[bytes]:
        """The shared keys that this authenticator may have; several in the derived form."""
        if len(self.key) != WRAPPED_DIGITS:
            return [self._read_shared_key(site_key) for site_key in list_site_keys()]
        try:
            return [self._read_shared_key("")]
        except KeyLost:
            return []

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
        for shared in self._list_shared_keys():
            totp = TOTP(shared, self.step, self.t0, self.digits, self.drift)
            totp.time = time.time()
            if totp.verify(int(token), self.tolerance, self.last_t + 1):
                self.last_t, self.drift = totp.t(), totp.drift
                self.throttle_reset(commit=False)
                self.set_last_used_timestamp(commit=False)
                if not self.is_current:
                    self.move(shared=shared)
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
        key = list_purpose_keys(Purpose.RECOVERY_CODES)[0]
        self.token_set.all().delete()
        StaticToken.objects.bulk_create(
            [StaticToken(device=self, token=_hash_code(code, key)) for code in codes]
        )
        return codes

    def verify_token(self, token: str) -> bool:
        """Whether this is an unused code; marks it as used. Throttled like an authenticator."""
        hashes = [_hash_code(token, key) for key in list_purpose_keys(Purpose.RECOVERY_CODES)]
        token_hash = self.token_set.filter(token__in=hashes).values_list("token", flat=True).first()
        return super().verify_token(token_hash or "")


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return f"{letters[:4]}-{letters[4:]}"


def _hash_code(code: str, key: bytes) -> str:
    """64 bits of a keyed hash, as many as the column of django-otp can store."""
    return keyed_hash(key, "".join(code.lower().replace("-", "").split()))[:16]


def _pad(site_key: str, nonce: str) -> bytes:
    """20 bytes that only this site key gives for this nonce; a nonce is used once."""
    digest = salted_hmac("arenasite.authenticator.pad", nonce, secret=site_key, algorithm="sha256").digest()
    return digest[:SHARED_BYTES]

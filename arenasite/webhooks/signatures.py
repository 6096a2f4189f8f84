"""Signatures of Standard Webhooks: HMAC-SHA-256 over id, time and body, one for each secret."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from arenasite.webhooks.models import is_allowed
from battles.keys import InvalidSecret, read_secret

PREFIX = "whsec_"


class SecretUnusable(Exception):
    """A variable is missing, not allowed, or no secret; the message names the variable alone."""


def read_secrets(variables: str) -> list[bytes]:
    """Return the secrets of environment variables named with spaces between. Raises SecretUnusable."""
    return [_read(name) for name in variables.split()]


def _read(variable: str) -> bytes:
    if not is_allowed(variable):
        raise SecretUnusable(f"{variable} is not allowed by ARENA_WEBHOOK_SECRET_VARIABLES")
    try:
        text = read_secret(variable)
        secret = base64.b64decode(text.removeprefix(PREFIX) + "==")
    except InvalidSecret as problem:
        raise SecretUnusable(str(problem)) from None
    except (binascii.Error, ValueError):
        raise SecretUnusable(f"{variable} is not whsec_ and Base64") from None
    if len(secret) < 16:
        raise SecretUnusable(f"{variable} is not set, or shorter than 16 bytes")
    return secret


def sign(secrets: Sequence[bytes], *, key: str, timestamp: int, body: str) -> str:
    """Return the header webhook-signature."""
    content = f"{key}.{timestamp}.{body}".encode()
    digests = [hmac.new(secret, content, hashlib.sha256).digest() for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)

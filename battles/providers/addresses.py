"""Normalise addresses of endpoints as people paste them."""

import re
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

OPERATIONS = re.compile(r"/(chat/completions|completions|models)/*$")


class InvalidAddress(ValueError):
    """Not an address of an endpoint. The message does not repeat the text, which may contain a secret."""


def normalize_base_url(text: str) -> str:
    """Return the base URL that operations are appended to, without a final slash. Raises InvalidAddress.

    "http://localhost:11434/v1/chat/completions" and "http://LocalHost:11434/v1/" are the same endpoint.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise InvalidAddress(_("This is no valid address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidAddress(_("An address begins with http:// or https:// and names a host."))
    if parts.username or parts.password or parts.query:
        raise InvalidAddress(_("An address holds no password and no query: the key belongs in a variable."))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = OPERATIONS.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, "", ""))


def host_and_port(base_url: str) -> str:
    """Return the host, with the port if the address has one: the default name of an endpoint."""
    return urlsplit(base_url).netloc

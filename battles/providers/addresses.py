"""The addresses of endpoints, as people paste them."""

import re
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

OPERATIONS = re.compile(r"/(chat/completions|completions|models)/*$")


class NotAnAddress(ValueError):
    """This is no address of an endpoint. Says why, without repeating what may hold a secret."""


def base_url_of(text: str) -> str:
    """The base URL that operations are appended to, without a slash at its end. Raises NotAnAddress.

    "http://localhost:11434/v1/chat/completions" and "http://LocalHost:11434/v1/" are the same endpoint.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise NotAnAddress(_("This is no valid address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotAnAddress(_("An address begins with http:// or https:// and names a host."))
    if parts.username or parts.password or parts.query:
        raise NotAnAddress(_("An address holds no password and no query: the key belongs in a variable."))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = OPERATIONS.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, "", ""))


def host_of(base_url: str) -> str:
    """The host, with its port if it has one of its own: what an endpoint is called unless it has a name."""
    return urlsplit(base_url).netloc

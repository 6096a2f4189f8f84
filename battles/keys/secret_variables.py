"""Secrets from environment variables, or from files that environment variables name.

`NAME` has the secret itself; `NAME_FILE` has the path of a file with it, as container platforms mount
secrets. A file is read at each call, so a key of a provider can be replaced while the site runs.
"""

import os
from pathlib import Path


class InvalidSecret(ValueError):
    """A secret's variables cannot be used. The message names variables and paths, never a secret."""


def read_secret(name: str) -> str:
    """Return the secret of this name without surrounding white space, or "" without either variable.

    Raises InvalidSecret if both variables are set, or if the file cannot be read or is empty.
    """
    value, path = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return value
    if value:
        raise InvalidSecret(f"{name} and {name}_FILE are both set: set one of them.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text in UTF-8"
        raise InvalidSecret(f"{name}_FILE: {path} cannot be read: {reason}.") from None
    if not value:
        raise InvalidSecret(f"{name}_FILE: {path} is empty.")
    return value

"""The secret key of a local site: made once and stored in the data directory."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def get_local_secret_key(folder: Path) -> str:
    """Return the key in this directory; a new one is made if there is none. Raises ImproperlyConfigured."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            make_secret_key(path)
        key = path.read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"ARENA_DATA_DIR: {path} cannot be written or read: {problem.strerror}."
        ) from None
    if not key:
        raise ImproperlyConfigured(f"ARENA_DATA_DIR: {path} is empty: delete it, and a new key is made.")
    return key


def make_secret_key(path: Path) -> None:
    """Write a new key, unless another process is doing it. Raises OSError and leaves no empty file then."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(60))
        except OSError:
            path.unlink()
            raise

"""Reads settings from environment variables; a value that makes no sense is refused by its name."""

import os

from django.core.exceptions import ImproperlyConfigured

from battles.keys import InvalidSecret, read_secret


def env(name: str, default: str = "") -> str:
    """An environment variable without surrounding white space."""
    return os.environ.get(name, default).strip()


def env_secret(name: str) -> str:
    """An environment variable, or the content of the file that the variable NAME_FILE names."""
    try:
        return read_secret(name)
    except InvalidSecret as problem:
        raise ImproperlyConfigured(str(problem)) from None


def split_list(text: str) -> list[str]:
    """The parts of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def env_list(name: str) -> list[str]:
    """A comma-separated environment variable as a list."""
    return split_list(env(name))


def env_flag(name: str, *, default: bool) -> bool:
    """A boolean environment variable: 1, true, yes, on or 0, false, no, off."""
    value = env(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number from the environment."""
    value = env(name)
    try:
        number = int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < minimum:
        raise ImproperlyConfigured(f"{name} must be {minimum} or more, not {value!r}.")
    return number


def env_float(name: str, default: float) -> float:
    """A number from the environment."""
    value = env(name)
    try:
        return float(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from None

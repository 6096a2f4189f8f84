"""Keys of endpoints: environment variables on an allow-list, by name only.

An endpoint's key is sent to the endpoint's address. The allow-list keeps an operator from naming another
secret of this process, such as SECRET_KEY, and having it sent to a server of their own.
"""

import re
from fnmatch import fnmatchcase

from django.conf import settings
from django.utils.translation import gettext as _

from battles.keys.secret_variables import InvalidSecret, read_secret

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
KEY_LIKE = re.compile(r"(?=.*\d)[A-Z0-9]{16,}")

OWN_SECRETS = frozenset(
    {
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "ARENA_RETIRED_KEYS",
        "ARENA_METRICS_TOKEN",
        "DATABASE_URL",
        "REDIS_URL",
    }
)
"""Never allowed, whatever the setting says."""


class Unreachable(Exception):
    """The model cannot be called with its present settings."""


class InvalidVariableName(ValueError):
    """The text is not a variable's name. It may be a key, so the message does not repeat it."""

    def __init__(self) -> None:
        super().__init__(_("Give the name of an environment variable, such as OPENAI_API_KEY, not a key."))


class VariableNotAllowed(Unreachable):
    """The variable is not on the allow-list of keys."""

    def __init__(self, variable: str):
        fields = {"name": variable, "patterns": ", ".join(settings.KEY_VARIABLES)}
        super().__init__(
            _("%(name)s may not be sent to an endpoint; ARENA_KEY_VARIABLES allows %(patterns)s.") % fields
        )


class KeyMissing(Unreachable):
    """The environment variable of the endpoint's key is not set."""

    def __init__(self, variable: str):
        super().__init__(_("The environment variable %(name)s is not set.") % {"name": variable})
        self.variable = variable


def parse_variable_name(text: str) -> str:
    """Return the name of an allowed environment variable. Raises InvalidVariableName, VariableNotAllowed."""
    name = text.strip()
    if not VARIABLE.fullmatch(name) or KEY_LIKE.fullmatch(name):
        raise InvalidVariableName
    if not is_allowed(name):
        raise VariableNotAllowed(name)
    return name


def is_allowed(variable: str) -> bool:
    """Return whether the setting KEY_VARIABLES allows this variable as a key."""
    if variable in OWN_SECRETS:
        return False
    return any(fnmatchcase(variable, pattern) for pattern in settings.KEY_VARIABLES)


def read_key(variable: str) -> str | None:
    """Return the key in an environment variable or its file (`NAME_FILE`), or None without a variable.

    Raises VariableNotAllowed, KeyMissing, Unreachable (the file cannot be read).
    """
    if not variable:
        return None
    if not is_allowed(variable):
        raise VariableNotAllowed(variable)
    try:
        key = read_secret(variable)
    except InvalidSecret as problem:
        raise Unreachable(str(problem)) from None
    if not key:
        raise KeyMissing(variable)
    return key

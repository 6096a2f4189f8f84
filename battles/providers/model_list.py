"""Reading the answer to GET …/models, in the forms that OpenAI-compatible servers give it."""

import json
from typing import Any

from battles.providers.base import ErrorKind, ProviderError
from battles.providers.failures import failure_of_object

NAME_FIELDS = ("id", "name", "model")


def names_in(body: bytes) -> list[str]:
    """The models' names, each once, in the server's order. Raises ProviderError if this is no list of models.

    Known forms: {"data": [{"id": …}]}, {"models": [{"name": …}]} and the bare list.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderError(ErrorKind.MALFORMED, "the list of models is not JSON") from None
    if isinstance(value, dict):
        if value.get("error"):
            raise failure_of_object(value)
        value = value.get("data", value.get("models"))
    if not isinstance(value, list):
        raise ProviderError(ErrorKind.MALFORMED, "the answer is not a list of models")
    return list(dict.fromkeys(_name_of(entry) for entry in value))


def _name_of(entry: Any) -> str:
    if isinstance(entry, str) and entry.strip():
        return entry
    if isinstance(entry, dict):
        for field in NAME_FIELDS:
            name = entry.get(field)
            if isinstance(name, str) and name.strip():
                return name
    raise ProviderError(ErrorKind.MALFORMED, "an entry of the list of models has no name")

"""Read the response to GET …/models, in the forms that OpenAI-compatible servers send."""

import json
from typing import Any

from battles.providers.base import ErrorKind, ProviderError
from battles.providers.errors import error_from_object

NAME_FIELDS = ("id", "name", "model")


def parse_model_names(body: bytes) -> list[str]:
    """Return the models' names, each once, in the server's order. Raises ProviderError.

    Known forms: {"data": [{"id": …}]}, {"models": [{"name": …}]} and the bare list.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderError(ErrorKind.MALFORMED, "the list of models is not JSON") from None
    if isinstance(value, dict):
        if value.get("error"):
            raise error_from_object(value)
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

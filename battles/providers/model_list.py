"""Read the response to GET …/models, in the forms that OpenAI-compatible servers send."""

import json
from typing import Any

from battles.providers.base import ErrorKind, ModelList, ProviderError
from battles.providers.errors import error_from_object

NAME_FIELDS = ("id", "name", "model")


def parse_model_list(body: bytes) -> ModelList:
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
        if "data" in value or "models" in value:
            value = value.get("data", value.get("models")) or []
    if not isinstance(value, list):
        raise ProviderError(ErrorKind.MALFORMED, "the answer is not a list of models")
    names = [_name_of(entry) for entry in value]
    return ModelList(list(dict.fromkeys(filter(None, names))), unnamed=names.count(""))


def _name_of(entry: Any) -> str:
    """Return the entry's name, "" if it has none."""
    if isinstance(entry, str):
        return entry if entry.strip() else ""
    if isinstance(entry, dict):
        for field in NAME_FIELDS:
            name = entry.get(field)
            if isinstance(name, str) and name.strip():
                return name
    return ""

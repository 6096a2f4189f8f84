"""Identifiers of models elsewhere, and the configuration under which a model runs here.

Free text names join the tables of different sites badly; an identifier with its scheme joins exactly.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SCHEMES = ("openrouter", "huggingface", "models_dev", "litellm", "artificial_analysis", "own")
CONFIGURATION = ("reasoning_effort", "system_prompt", "temperature", "provider", "snapshot")
"""What tells two entries of one model apart: effort of reasoning, whether or which system prompt is sent,
temperature, who serves it, and the dated snapshot."""

MAX_CHARACTERS = 200
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SEPARATORS = re.compile(r"[\s._/:-]+")


def validate_ids(value: Any) -> None:
    """Accept an object of texts by scheme. Raises ValidationError."""
    _check_object(value, SCHEMES)
    for text in value.values():
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_CHARACTERS:
            words = _("An identifier is a text of up to %(n)s characters.")
            raise ValidationError(words % {"n": MAX_CHARACTERS})


def validate_configuration(value: Any) -> None:
    """Accept an object of texts and numbers by name. Raises ValidationError."""
    _check_object(value, CONFIGURATION)
    for entry in value.values():
        if isinstance(entry, bool) or not isinstance(entry, str | int | float):
            raise ValidationError(_("A value of the configuration is a text or a number."))


def fold_name(name: str) -> str:
    """Return a name without case, invisible characters and separators: "GPT-4o" and "gpt 4o" are one."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _SEPARATORS.sub("", plain)


def _check_object(value: Any, names: tuple[str, ...]) -> None:
    if not isinstance(value, dict):
        raise ValidationError(_("This is a JSON object."))
    if unknown := sorted(value.keys() - set(names)):
        raise ValidationError(
            _("Unknown: %(unknown)s. Known: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(names)}
        )

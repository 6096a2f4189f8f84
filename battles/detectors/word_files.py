"""Word lists and expressions that live beside the code as TOML, so that a translator can review them.

Each file is read once per process. In the files, expressions are single-quoted (literal) strings.
"""

import functools
import tomllib
from importlib.resources import files
from typing import Any


@functools.cache
def read_words(package: str, name: str) -> dict[str, Any]:
    """Return the content of a TOML file that is shipped in a package. Do not modify it."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def join_alternatives(groups: dict[str, list[str]]) -> str:
    """Join the expressions of all groups (usually languages) to one alternation, in file order."""
    return "|".join(expression for expressions in groups.values() for expression in expressions)

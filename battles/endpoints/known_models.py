"""Published facts of well-known models, in `known_models.csv`: a draft begins with them.

Names vary with servers: "meta-llama/Llama-3.1-8B-Instruct", "llama3.1:8b" and "llama-3.1-8b" are one entry.
Prices are the maker's own list prices at the date in the table, in USD per million tokens. Other servers
have other prices, so they are only filled in on request (`manage.py import_model_facts --known`).
"""

import csv
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from battles.endpoints.model_facts import FACTS

TABLE = Path(__file__).with_name("known_models.csv")
PRICES = frozenset({"input_price", "output_price"})

_DATE = re.compile(r"[-@](?:20\d{2}-?\d{2}-?\d{2}|20\d{2}-\d{2}|\d{4}|\d{3}|latest|preview|exp)$")
_PACKAGING = re.compile(r"[-:](?:instruct|chat|it|hf|versatile|instant|free|turbo|fp8|fp16|awq|gguf|q\d\S*)$")


def find_known_facts(upstream_name: str, *, with_prices: bool = False) -> dict[str, str]:
    """Return the facts of the model with this name at a server, by field; empty for an unknown model."""
    table = _read_table()
    for candidate in _list_candidates(upstream_name):
        if candidate in table:
            return {
                name: value for name, value in table[candidate].items() if with_prices or name not in PRICES
            }
    return {}


def shorten_name(upstream_name: str) -> str:
    """Return the name without owner, date and packaging; two names of one model give the same."""
    return list(_list_candidates(upstream_name))[-1]


def _list_candidates(upstream_name: str) -> Iterator[str]:
    """Yield the name's spellings: as it is, then without dates, then without words of packaging."""
    name = upstream_name.strip().rpartition("/")[2].lower().replace("_", "-")
    yield _compact(name)
    while True:
        shorter = _DATE.sub("", _PACKAGING.sub("", name))
        if shorter == name:
            return
        name = shorter
        yield _compact(name)


def _compact(name: str) -> str:
    return re.sub(r"[-.: ]", "", name)


@functools.cache
def _read_table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {
            _compact(row["model"]): {name: row[name] for name in FACTS if row.get(name)}
            for row in csv.DictReader(rows)
        }

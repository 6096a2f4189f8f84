"""Makers that an answer gives away by persons and kin: "my founder Sam Altman", "my bigger sibling, Opus".

Persons, towns and editions of models are no names: a text about them is a topic. They count where the same
sentence says that the person is the speaker's or leads the house that made it, or that the edition is kin.
A name spelled in single letters behind "my name" counts too. The expressions are in words.toml.
"""

import re
from collections.abc import Iterator

from battles.detectors.guarded import GuardedPattern
from battles.detectors.identity.claims.relations.ties import BOUNDARY, FILE, compile_ties, is_tied
from battles.detectors.identity.folding import Folded, fold, fold_pattern
from battles.detectors.identity.names import KnownName, NameIndex, spelling_key

MAX_PERSONS = 20
"""Persons and kin of one answer that are looked at; the first ones."""

LETTERS_WITHIN = 90
"""Characters behind "my name" in which its letters are read."""

MIN_LETTERS = 3

_Owners = tuple[tuple[str, ...], GuardedPattern, re.Pattern[str]]
"""Makers, and an expression with one group for each; the guard is a quick test for it."""

Related = tuple[KnownName, int, int]
"""A name and its half-open span in the folded text."""

_LETTER = re.compile(r"(?<![^\W_])[^\W\d_](?![^\W_'])")


def _compile_owners(table: str) -> _Owners:
    """Return the owners of a table, and an expression for all that is known for one of them, by group."""
    entries = FILE[table]
    expression = "|".join(f"({fold_pattern(each)})" for each in entries.values())
    return tuple(entries), GuardedPattern(expression.lower()), re.compile(expression)


_PEOPLE, _PLACES, _KIN = map(_compile_owners, ("people", "places", "kin"))
_MY_PEOPLE, _MY_HOUSE, _MY_KIN = map(compile_ties, ("my_people", "my_house", "my_kin"))
_MY_COMPANY = compile_ties("my_company")
_MY_NAME = compile_ties("my_name")
_MY_NAME_GUARD = GuardedPattern("|".join(fold_pattern(each) for each in FILE["my_name"].values()))


def find_related_makers(
    answer: str, folded: Folded, names: NameIndex, *, asks_identity: bool = False
) -> Iterator[Related]:
    """Yield the makers and families that persons, towns, kin and single letters give away.

    asks_identity: the prompt asks who is speaking, so that "my company" is the speaker's maker.
    """
    text = folded.text
    ties = (_MY_PEOPLE, _MY_COMPANY) if asks_identity else (_MY_PEOPLE,)
    for known, match in _find_owners(text, _PEOPLE, names):
        if is_tied(text, match.span(), _MY_HOUSE) or any(
            is_tied(text, match.span(), tie, is_linked=True) for tie in ties
        ):
            yield known, match.start(), match.end()
    for known, match in _find_owners(text, _PLACES, names):
        if is_tied(text, match.span(), _MY_HOUSE):
            yield known, match.start(), match.end()
    for known, match in _find_owners(text, _KIN, names):
        is_capital = not answer[folded.original_span(match.start(), match.end())[0]].islower()
        if is_capital and is_tied(text, match.span(), _MY_KIN, is_linked=match.group().isalpha()):
            yield known, match.start(), match.end()
    if _MY_NAME_GUARD.matches(text):
        yield from _find_spelled_names(text, names)


def _find_owners(text: str, owners: _Owners, names: NameIndex) -> Iterator[tuple[KnownName, re.Match[str]]]:
    """Yield what is known for one owner, with that owner's name."""
    makers, guard, expression = owners
    for number, match in enumerate(expression.finditer(text) if guard.matches(text) else ()):
        if number == MAX_PERSONS:
            return
        known = names.names.get(spelling_key(fold(makers[(match.lastindex or 1) - 1]).text))
        if known:
            yield known, match


def _find_spelled_names(text: str, names: NameIndex) -> Iterator[Related]:
    """Yield names whose letters are written one by one: "my name has four letters: Q, then w, e and n"."""
    for number, match in enumerate(_MY_NAME.finditer(text)):
        if number == MAX_PERSONS:
            return
        end = match.end() + LETTERS_WITHIN
        boundary = BOUNDARY.search(text, match.end(), end)
        letters = list(_LETTER.finditer(text, match.end(), boundary.start() if boundary else end))
        for first in range(min(2, len(letters))):
            word = "".join(letter.group() for letter in letters[first:])
            known = names.names.get(word) if len(word) >= MIN_LETTERS else None
            if known:
                yield known, letters[first].start(), letters[-1].end()
                break

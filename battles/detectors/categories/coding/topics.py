"""Tasks of programming that no single word proves: two expressions near each other, or one whole expression.

"Column" alone is a word of newspapers and "merge" one of roads; both together are a task with a table. The
expressions are in topics.toml.
"""

from battles.detectors.guarded import ByParts, GuardedPattern, get_part
from battles.detectors.word_files import read_words

MAX_LENGTH = 600
"""Characters of a text that counts as short."""

_FILE = read_words(__package__, "topics.toml")

_NEAR = r"[^\n]{0,70}?"
"""What may be between the two expressions of a pair, in either order."""


def _alternatives(expressions: list[str]) -> str:
    return f"(?:{'|'.join(expressions)})"


def _as_pair(first: str, second: str) -> tuple[GuardedPattern, ...]:
    """Both expressions by themselves, which most texts do not hold, and near each other in either order."""
    near = f"{first}{_NEAR}{second}|{second}{_NEAR}{first}"
    return GuardedPattern(first), GuardedPattern(second), GuardedPattern(near)


_TOPICS = (
    *(
        (
            tuple(each["parts"]),
            _as_pair(_alternatives(each["first"]), _alternatives(each["second"])),
        )
        for each in _FILE["pairs"]
    ),
    *(
        (tuple(each["parts"]), (GuardedPattern(_alternatives(each["expressions"])),))
        for each in _FILE["whole"]
    ),
)
"""Beside each expression the parts of which one must be in the text: most texts need only this check."""

_BY_PARTS = ByParts(
    (number, frozenset(map(get_part, parts))) for number, (parts, _patterns) in enumerate(_TOPICS)
)
PARTS = _BY_PARTS.parts
"""Of words; a text without any of them has no topic of programming."""


def count_topics(lowered: str, word_parts: set[str]) -> int:
    """Count the tasks of programming of a short lower-case text; longer texts have words enough.

    word_parts: those of PARTS that its words have.
    """
    if len(lowered) > MAX_LENGTH:
        return 0
    return sum(
        any(part in lowered for part in parts) and all(pattern.matches(lowered) for pattern in patterns)
        for parts, patterns in (_TOPICS[number] for number in set(_BY_PARTS.list_possible(word_parts)))
    )

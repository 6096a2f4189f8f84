"""The input and the output of a detector."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from battles.tags import Tag

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"


@dataclass(frozen=True)
class Conversation:
    """The texts of one battle by turn, first turn first; the three tuples may differ in length.

    A side that failed in a turn has an empty string or no entry there.
    """

    prompts: tuple[str, ...]
    answers_a: tuple[str, ...] = ()
    answers_b: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return self.prompts + self.answers_a + self.answers_b


@dataclass(frozen=True)
class Fact:
    """One observation of one detector, ready to be stored: `value` survives JSON unchanged."""

    detector: str
    version: str
    value: dict[str, JSON]


@dataclass(frozen=True)
class Detector:
    """A way to observe one kind of fact in a conversation, and the tags that follow from it.

    `implies` reads a stored value, so tags can be computed again without the texts.
    """

    name: str
    version: str
    observe: Callable[[Conversation], dict[str, JSON]]
    implies: Callable[[Mapping[str, JSON]], Tag]

    def detect(self, conversation: Conversation) -> Fact:
        return Fact(self.name, self.version, self.observe(conversation))

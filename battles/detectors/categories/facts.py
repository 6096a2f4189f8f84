"""The input and the output of a detector.

A detector reads each text once, alone; a battle's fact is combined from the readings of its texts. So a
further turn costs only its own texts, and readings can be stored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

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
class Readings:
    """One detector's readings of a conversation's texts, by turn; JSON values. Empty where it reads none."""

    prompts: tuple[Any, ...] = ()
    answers_a: tuple[Any, ...] = ()
    answers_b: tuple[Any, ...] = ()

    @property
    def all(self) -> tuple[Any, ...]:
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

    - read_prompt, read_answer: the reading of one text; None if the detector does not read such texts.
    - reads_first_prompt_only: the prompts of further turns have no reading (None).
    - combine: the fact's value from the readings.
    - implies: the tags of a stored value, so that tags can be computed again without the texts.
    """

    name: str
    version: str
    combine: Callable[[Readings], dict[str, JSON]]
    implies: Callable[[Mapping[str, JSON]], Tag]
    read_prompt: Callable[[str], JSON] | None = None
    read_answer: Callable[[str], JSON] | None = None
    reads_first_prompt_only: bool = False

    def detect(self, conversation: Conversation) -> Fact:
        """Read a whole conversation."""
        return self.build_fact(
            Readings(
                tuple(
                    self.read_turn_prompt(text, is_first=not number)
                    for number, text in enumerate(conversation.prompts)
                ),
                tuple(map(self.read_turn_answer, conversation.answers_a)),
                tuple(map(self.read_turn_answer, conversation.answers_b)),
            )
        )

    def read_turn_prompt(self, text: str, *, is_first: bool) -> JSON:
        """Return the reading of a prompt; None if the detector does not read it."""
        if self.read_prompt is None or (self.reads_first_prompt_only and not is_first):
            return None
        return self.read_prompt(text)

    def read_turn_answer(self, text: str) -> JSON:
        """Return the reading of an answer; None if the detector does not read answers."""
        return None if self.read_answer is None else self.read_answer(text)

    def build_fact(self, readings: Readings) -> Fact:
        """Combine the readings of a conversation's texts."""
        return Fact(self.name, self.version, self.combine(readings))

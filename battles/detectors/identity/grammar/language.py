"""How speakers identify themselves in one language: word lists in, compiled expressions out.

In a masked sentence every known name is one private-use character (see MASKS), so that an expression can
match "a name".
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.names import NameClass

MASKS = {
    NameClass.MODEL: "\ue000",
    NameClass.MAKER: "\ue001",
    NameClass.COMPANY: "\ue002",
    NameClass.WORD: "\ue003",
}
NAME = "[\ue000-\ue003]"
NEVER = "(?!)"
LATIN = "[a-z]"
NOISE = r"[\s\"'*_`()\[\]{}<>:;,\-~=|#/、।・「」『』《》【】\u0600-\u060c•·\ue000-\ue003]"
"""What separates words without meaning: space, punctuation, markup, another name."""

UNSPACED_UNIT = 2
"""Characters that count as one word in a script without spaces."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """One language's words: regular expressions over folded text (lower case, Latin without accents).

    - code: ISO 639-1. spaced: whether the script separates words with spaces.
    - script: a character class; a text without any of these characters is not examined in this language.
    - first_person: words of the first person and other openers; every self-description contains one.

    Anchors, the words for the speaker (or, in a prompt, for the listener):

    - i_am: a description of the speaker follows ("i am"). as_a: the speaker's role follows ("as an").
    - my_name_is: the speaker's name follows. i_use: a model that the speaker works with follows ("i use").
    - i_follow: the maker's rules or machines that bind the speaker follow ("i follow", "i live on").
    - my_creator: something of the speaker that indicates its maker ("my creator").
    - you_are: what the listener shall be follows ("you are", "act as"); used for prompts.
    - hypothetical: before an anchor, these words make the statement unreal ("if", "imagine").

    Words between an anchor and a name:

    - filler: may occur anywhere between the two; prepositions of origin are among them.
    - ai_words: what a model calls itself. origin: how it was made ("trained").
    - agent: directly before a name, marks it as the maker ("by the company").
    - relative: relative pronouns. stop: ends a self-description (other subjects, feelings, other verbs).
    - contrast: comparison, denial or topic; a name behind such a word is not attributed.

    Words behind a name:

    - after_name: ties the name to the speaker by itself ("created me").
    - copula: in languages with the verb at the end, must follow a name that the speaker is.
    - modifier: the name made or describes something ("-trained", "によって開発").
    - name_opens: follows a name that opens the sentence ("here!").
    """

    code: str
    first_person: str
    i_am: str
    filler: str
    ai_words: str
    origin: str
    stop: str
    contrast: str
    script: str = LATIN
    my_name_is: str = NEVER
    i_use: str = NEVER
    i_follow: str = NEVER
    as_a: str = NEVER
    my_creator: str = NEVER
    you_are: str = NEVER
    hypothetical: str = NEVER
    relative: str = NEVER
    after_name: str = NEVER
    copula: str = ""
    agent: str = NEVER
    modifier: str = NEVER
    name_opens: str = NEVER
    spaced: bool = True

    def _whole_words(self, expression: str) -> str:
        folded = fold_pattern(expression)
        return rf"(?<![^\W\d_])(?:{folded})(?![^\W\d_])" if self.spaced else f"(?:{folded})"

    def _compile_words(self, expression: str) -> re.Pattern[str]:
        return re.compile(self._whole_words(expression))

    @cached_property
    def _first_person_words(self) -> frozenset[str]:
        return frozenset(fold_pattern(self.first_person).split("|"))

    @cached_property
    def _script_pattern(self) -> re.Pattern[str]:
        return re.compile(self.script)

    @cached_property
    def first_person_pattern(self) -> re.Pattern[str]:
        return self._compile_words(self.first_person)

    def may_identify(self, text: str, words: frozenset[str]) -> bool:
        """Check quickly whether a sentence with these words can contain a self-description at all."""
        if self.script == LATIN:
            return not self._first_person_words.isdisjoint(words)
        return (
            self._script_pattern.search(text) is not None
            and self.first_person_pattern.search(text) is not None
        )

    @cached_property
    def anchors(self) -> re.Pattern[str]:
        """Words for the speaker. The name of the matching group is the kind of anchor, a field of this class.

        A sentence that opens with how something was made ("Made by NAME, I …") has the kind "origin".
        """
        kinds = ("my_name_is", "i_use", "i_follow", "my_creator", "i_am", "as_a")
        alternatives = [f"(?P<{kind}>{self._whole_words(getattr(self, kind))})" for kind in kinds]
        opening = rf"(?P<origin>\A[^\w\ue000-\ue003]*{self._whole_words(self.origin)})"
        return re.compile("|".join([*alternatives, opening]))

    @cached_property
    def listener_anchors(self) -> re.Pattern[str]:
        """Words after which a prompt says what the listener is; the kind is "i_am"."""
        return re.compile(f"(?P<i_am>{self._whole_words(self.you_are)})")

    @cached_property
    def hypothetical_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._whole_words(self.hypothetical)})\W*$")

    @cached_property
    def evidence(self) -> re.Pattern[str]:
        """What describes a model: group "origin" for how it was made, "ai_words" for what it calls itself."""
        return re.compile(
            f"(?P<origin>{self._whole_words(self.origin)})|(?P<ai_words>{self._whole_words(self.ai_words)})"
        )

    @cached_property
    def stop_pattern(self) -> re.Pattern[str]:
        return self._compile_words(self.stop)

    @cached_property
    def relative_pattern(self) -> re.Pattern[str]:
        return self._compile_words(self.relative)

    @cached_property
    def contrast_pattern(self) -> re.Pattern[str]:
        return self._compile_words(self.contrast)

    @cached_property
    def after_name_pattern(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.after_name))

    @cached_property
    def name_opens_pattern(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.name_opens))

    @cached_property
    def agent_end(self) -> re.Pattern[str]:
        """The maker's name follows: matches at the end of a gap."""
        return re.compile(rf"{self._whole_words(self.agent)}{NOISE}*+\Z")

    @cached_property
    def role_end(self) -> re.Pattern[str]:
        """What follows the name of a role: filler, then punctuation, the end or the speaker, but no verb."""
        speaker = self._whole_words(self.first_person)
        return re.compile(rf"(?:\s*+{self._whole_words(self.filler)})*+\s*+(?:[^\w\s]|\Z|{speaker})")

    @cached_property
    def modifier_pattern(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.modifier))

    @cached_property
    def copula_pattern(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.copula))

    @cached_property
    def _filler_or_noise(self) -> re.Pattern[str]:
        return re.compile(f"{self._whole_words(self.filler)}|{NOISE}")

    def count_unknown(self, text: str) -> int:
        """Count the words of a text that are neither filler nor noise."""
        words = self._filler_or_noise.sub(" ", text).split()
        if self.spaced:
            return len(words)
        return sum(1 if word.isascii() else -(-len(word) // UNSPACED_UNIT) for word in words)


def build_language(code: str, words: dict[str, Any]) -> Language:
    """Build a language from its word file.

    A field is a list of alternatives, or an expression. In an alternative, {NAME} is any masked name, and
    another name in braces is an entry of the file's table `parts`.
    """
    parts = {"NAME": NAME} | {
        name: "|".join(alternatives) for name, alternatives in words.get("parts", {}).items()
    }
    fields = {name: value for name, value in words.items() if name != "parts"}
    for name, value in fields.items():
        if isinstance(value, list):
            expression = "|".join(value)
            for part, replacement in parts.items():
                expression = expression.replace(f"{{{part}}}", replacement)
            fields[name] = expression
    return Language(code=code, **fields)

"""How a language says who is speaking: word lists in, compiled frames out.

In a masked sentence every known name is one private-use character (see MASKS), so a frame can speak of "a name".
"""

import re
from dataclasses import dataclass
from functools import cached_property

from battles.identity.folding import fold_pattern
from battles.identity.names import NameClass

MASKS = {
    NameClass.MODEL: "\ue000",
    NameClass.MAKER: "\ue001",
    NameClass.COMPANY: "\ue002",
    NameClass.WORD: "\ue003",
}
NAME = "[\ue000-\ue003]"
NEVER = r"(?!)"
PUNCTUATION = r"[\s\"'*_`()\[\]{}<>:;,\-~=|#/、，：；「」『』《》“”【】（）・\ue000-\ue003]"


@dataclass(frozen=True)
class Language:
    """One language's words, as regular expressions over folded text (lower case, no accents).

    am: the speaker, where what it is follows ("i am").
    named: the speaker, where its name must follow ("my name is").
    role: the speaker's role ("as an").
    mine: what belongs to the speaker and tells of its maker ("my creator").
    filler: words that may stand between the speaker and its name.
    ai: what a model calls itself. made: how it came to be. by: what leads from there to a name.
    stop: words that end a self-description: other subjects, feelings, prepositions.
    hard: comparison and denial.
    of_me: what after a name ties it to the speaker ("created me").
    post: what after a name says that it made something (where the verb comes last).
    """

    code: str
    am: str
    named: str
    role: str
    mine: str
    filler: str
    ai: str
    made: str
    by: str
    stop: str
    hard: str
    of_me: str = NEVER
    post: str = NEVER
    spaced: bool = True

    def _words(self, pattern: str) -> str:
        folded = fold_pattern(pattern)
        return rf"(?<![^\W\d_])(?:{folded})(?![^\W\d_])" if self.spaced else f"(?:{folded})"

    @cached_property
    def anchors(self) -> re.Pattern[str]:
        kinds = {"named": self.named, "am": self.am, "role": self.role, "mine": self.mine}
        return re.compile("|".join(f"(?P<{kind}>{self._words(words)})" for kind, words in kinds.items()))

    @cached_property
    def tight(self) -> re.Pattern[str]:
        """Only filler and punctuation between the speaker and a name."""
        return re.compile(rf"(?:{PUNCTUATION}|{self._words(self.filler)}|{self._words(self.by)})*+\Z")

    @cached_property
    def evidence(self) -> re.Pattern[str]:
        return re.compile(f"(?P<made>{self._words(self.made)})|(?P<ai>{self._words(self.ai)})")

    @cached_property
    def stops(self) -> re.Pattern[str]:
        return re.compile(f"{self._words(self.stop)}|{self._words(self.hard)}")

    @cached_property
    def hards(self) -> re.Pattern[str]:
        return re.compile(self._words(self.hard))

    @cached_property
    def after_name(self) -> re.Pattern[str]:
        return re.compile(rf"{PUNCTUATION}{{0,3}}(?:{fold_pattern(self.of_me)})")

    @cached_property
    def after_maker(self) -> re.Pattern[str]:
        return re.compile(rf"\W{{0,3}}(?:{fold_pattern(self.post)})")

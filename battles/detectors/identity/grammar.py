"""How a language says who is speaking: word lists in, compiled frames out.

In a masked sentence every known name is one private-use character (see MASKS): frames can speak of "a name".
"""

import re
from dataclasses import dataclass
from functools import cached_property

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
"""What may stand between words without meaning: space, punctuation, markup, another name."""

UNSPACED_UNIT = 2
"""Characters of a script without spaces that weigh as much as one word."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """One language's words: regular expressions over folded text (lower case, Latin without accents).

    code: ISO 639-1. script: a character class; where none of it occurs the language is not looked at.
    me: words of the first person and openers of frames, one of which every frame holds: plain words between
    spaces, or, in other scripts than Latin, alternatives of an expression.
    am: the speaker, where what it is follows ("i am"). named: where its name must follow ("my name is").
    uses: the speaker, where a model it works with follows ("i use"). role: the speaker's role ("as an").
    ties: the speaker, where the maker's rules or machines that bind it follow ("i follow", "i live on").
    mine: what belongs to the speaker and tells of its maker ("my creator").
    you: the listener, where what it is to be follows ("you are", "act as"); for prompts.
    suppose: what before an anchor makes it unreal ("if", "imagine").
    filler: words that may stand anywhere between the speaker and a name, prepositions of origin among them.
    ai: what a model calls itself. made: how it came to be, up to the name.
    by: what, right before a name, makes it the one who did something ("by the company").
    that: relative pronouns. stop: words that end a self-description: other subjects, feelings, other verbs.
    hard: comparison, denial, topics; nothing is told across them.
    after: what follows a name and by itself ties it to the speaker ("created me").
    copula: in languages that put the verb last, what must follow a name that the speaker is.
    post: what follows a name that made or describes something ("-trained", "によって開発").
    bare: what follows a name that opens the sentence ("here!").
    spaced: whether the script puts spaces between words.
    """

    code: str
    me: str
    am: str
    filler: str
    ai: str
    made: str
    stop: str
    hard: str
    script: str = LATIN
    named: str = NEVER
    uses: str = NEVER
    ties: str = NEVER
    role: str = NEVER
    mine: str = NEVER
    you: str = NEVER
    suppose: str = NEVER
    that: str = NEVER
    after: str = NEVER
    copula: str = ""
    by: str = NEVER
    post: str = NEVER
    bare: str = NEVER
    spaced: bool = True

    def _words(self, pattern: str) -> str:
        folded = fold_pattern(pattern)
        return rf"(?<![^\W\d_])(?:{folded})(?![^\W\d_])" if self.spaced else f"(?:{folded})"

    def _search(self, *patterns: str) -> re.Pattern[str]:
        return re.compile("|".join(self._words(pattern) for pattern in patterns))

    @cached_property
    def _me_words(self) -> frozenset[str]:
        return frozenset(fold_pattern(self.me).split())

    @cached_property
    def first_person(self) -> re.Pattern[str]:
        return self._search(self.me.replace(" ", "|"))

    @cached_property
    def _letters(self) -> re.Pattern[str]:
        return re.compile(self.script)

    def may_speak(self, text: str, words: frozenset[str]) -> bool:
        """A quick look whether a sentence with these words can hold any of the language's frames."""
        if self.script == LATIN:
            return not self._me_words.isdisjoint(words)
        return self._letters.search(text) is not None and self.first_person.search(text) is not None

    @cached_property
    def anchors(self) -> re.Pattern[str]:
        """Where the speaker speaks of itself; the group's name is the kind of anchor.

        A sentence that opens with how something came to be ("Made by NAME, I …") is of the kind "origin".
        """
        kinds = {
            "named": self.named,
            "uses": self.uses,
            "ties": self.ties,
            "mine": self.mine,
            "am": self.am,
            "role": self.role,
        }
        alternatives = [f"(?P<{kind}>{self._words(words)})" for kind, words in kinds.items()]
        opening = rf"(?P<origin>\A[^\w\ue000-\ue003]*{self._words(self.made)})"
        return re.compile("|".join([*alternatives, opening]))

    @cached_property
    def supposes(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._words(self.suppose)})\W*$")

    @cached_property
    def assignments(self) -> re.Pattern[str]:
        """Where a prompt says what the listener is; a group named as for the anchors."""
        return re.compile(f"(?P<am>{self._words(self.you)})")

    @cached_property
    def evidence(self) -> re.Pattern[str]:
        return re.compile(f"(?P<made>{self._words(self.made)})|(?P<ai>{self._words(self.ai)})")

    @cached_property
    def stops(self) -> re.Pattern[str]:
        return self._search(self.stop)

    @cached_property
    def relatives(self) -> re.Pattern[str]:
        return self._search(self.that)

    @cached_property
    def hards(self) -> re.Pattern[str]:
        return self._search(self.hard)

    @cached_property
    def told_after(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.after))

    @cached_property
    def told_bare(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.bare))

    @cached_property
    def agents(self) -> re.Pattern[str]:
        """A maker's name comes next: at the end of a gap."""
        return re.compile(rf"{self._words(self.by)}{NOISE}*+\Z")

    @cached_property
    def settles(self) -> re.Pattern[str]:
        """After a role's name: its end, more of the same, or the speaker; not a verb of the name's own."""
        speaker = self._words(self.me.replace(" ", "|"))
        return re.compile(rf"(?:\s*+{self._words(self.filler)})*+\s*+(?:[^\w\s]|\Z|{speaker})")

    @cached_property
    def linked(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.post))

    @cached_property
    def is_named(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self.copula))

    @cached_property
    def _known(self) -> re.Pattern[str]:
        return re.compile(f"{self._words(self.filler)}|{NOISE}")

    def unknown(self, text: str) -> int:
        """How many words of a text are neither filler nor noise."""
        left = self._known.sub(" ", text).split()
        if self.spaced:
            return len(left)
        return sum(1 if word.isascii() else -(-len(word) // UNSPACED_UNIT) for word in left)

"""Words in which a name may be in disguise: signs in them, turned letters, letters written one by one."""

import re
from dataclasses import dataclass

from battles.detectors.word_traits import Expression, Traits

SIGNS = "4310$@!|57+8"
"""Signs of leet, which take the place of letters."""

TURNED = "ɐɔǝɟƃɓɥᴉıɾʞɯɹʇʌʍʎ"
"""Letters upside down."""

SIGN_IN_WORD = re.compile(rf"[a-z-][{re.escape(SIGNS)}]|[{re.escape(SIGNS)}][a-z]")
ODD_LETTER = re.compile(f"[{TURNED}]")

SIGN, ODD, LONE, ISOLATED = "sign", "odd letter", "lone letter", "isolated letters"

_MARKS = "[.,;:|/*_-]"
EXPRESSIONS = {
    SIGN: Expression(SIGN_IN_WORD),
    ODD: Expression(ODD_LETTER),
    LONE: Expression(re.compile(rf"(?<!\S)(?=\S){_MARKS}*[^\W_]?{_MARKS}*(?!\S)")),
    ISOLATED: Expression(re.compile(rf"(?<![^\W_])[^\W_]{_MARKS}{{1,4}}[^\W_](?![^\W_])")),
}


@dataclass(frozen=True)
class Words:
    """The words of a folded text in order, and their traits (EXPRESSIONS, and what names need)."""

    words: list[str]
    traits: Traits

    @property
    def has_letters(self) -> bool:
        """Whether four letters may be written one by one, with white space or marks between them.

        Then one word has two of them; or each is a word, and the inner ones have nothing but marks beside.
        """
        return self.traits.has(ISOLATED) or self.traits.has_pair(LONE, self.words)

"""Names that are also words or names of people ("Gemini", "Claude", "Pi"): is a model meant?"""

import re

from battles.detectors.identity.folding import Folded
from battles.detectors.identity.names import Mention
from battles.detectors.identity.phrases import phrases
from battles.detectors.identity.prompts import Prompting

INTRODUCTION = 160
"""Characters at the beginning of an answer in which a model introduces itself."""

NEARBY = 120
"""Characters on both sides of a name in which a word for a machine is searched."""

ASSISTANTS = frozenset(
    {
        *(
            "Claude",
            "Gemini",
            "Bard",
            "Llama",
            "Mistral",
            "Le Chat",
            "Kimi",
            "ERNIE",
            "Doubao",
            "Copilot",
            "Phi",
        ),
        *("Clova", "MiniMax", "Baichuan", "Spark", "Pangu", "InternLM", "Reka", "Yuanbao", "Алиса", "Маруся"),
        *("Bing", "Cortana", "Siri", "Alexa", "Bixby", "Lumo", "Titan", "Falcon", "Zephyr", "Replika", "Poe"),
    }
)
"""Words that in the first person mean an assistant ("I'm Gemini"), unless a character speaks."""

QUOTED_WITHIN = 300
"""Characters before a name on its line in which the beginning of a quotation is searched."""

_ZODIAC = re.compile(
    r"\b(?:aries|taurus|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius|pisces|zodiac|horoscopes?|"
    r"astrolog\w+|star sign|sternzeichen|zodiaque|zodiaco|signo|ascendant)\b|зодиак|гороскоп|星座"
)
_SPEECH = re.compile(phrases("speech_behind"))
_PERSON = re.compile(phrases("person_behind"))
REMARK_WITHIN = 300
"""Characters before a name in which the line that separates a remark from a piece of fiction is searched."""

_RULE = re.compile(r"\n[ \t]*(?:-{3,}|\*{3,}|_{3,}|(?:\* ?){3})[ \t]*\n")
_MACHINE = re.compile(rf"\b{phrases('machine_words')}\b|{phrases('machine_parts')}")
_SURNAME = re.compile(
    r"\s+(?:(?!I\b|I'|AI\b|Chat|Assistant|Instant|Model|Pro\b)[A-ZÀ-Ý][a-zà-ÿ]+(?![\w-]*\s+\d)|[А-ЯЁІЇЄ][а-яёіїє]+)"
)


def is_model_name(
    answer: str, folded: Folded, mention: Mention, prompting: Prompting, *, has_certain_name: bool
) -> bool:
    """Check whether a word by which the speaker identifies itself is a model's name.

    - If the prompt asks who is answering, it is.
    - Otherwise it must be capitalised and must not be followed by a surname by words that report a speech, or
      by a person's age or home, nor be a sign of the zodiac, and one of these holds: another
      name in the sentence is certain, a word for a machine is near, the answer introduces itself here, or the
      word is one of ASSISTANTS, where the prompt neither names it nor asks for fiction.
    """
    if prompting.asks_who:
        return True
    if not is_proper_name(answer, folded, mention):
        return False
    if any(each.match(folded.text, mention.end) for each in (_SPEECH, _PERSON)) or _is_star_sign(
        folded.text, mention
    ):
        return False
    introduces_itself = (
        (mention.start < INTRODUCTION or _is_assistant(folded.text, mention))
        and not (prompting.asks_fiction and _is_in_fiction(folded.text, mention))
        and mention.known.name not in prompting.mentioned
    )
    nearby = folded.text[max(0, mention.start - NEARBY) : mention.end + NEARBY]
    return has_certain_name or introduces_itself or _MACHINE.search(nearby) is not None


def is_proper_name(answer: str, folded: Folded, mention: Mention) -> bool:
    """Check that a word is capitalised (if the answer has any capitals) and not a person's first name."""
    start, end = folded.original_span(mention.start, mention.end)
    if _SURNAME.match(answer, end):
        return False
    return not answer[start : start + 1].islower() or (mention.known.name in ASSISTANTS and answer.islower())


def _is_assistant(text: str, mention: Mention) -> bool:
    """Check for one of ASSISTANTS outside a quoted or reported speech."""
    if mention.known.name not in ASSISTANTS:
        return False
    before = text[
        max(0, mention.start - QUOTED_WITHIN, text.rfind("\n", 0, mention.start) + 1) : mention.start
    ]
    opened = before.rstrip("*_ ")
    return before.count('"') % 2 == 0 or opened.endswith('"')


def _is_in_fiction(text: str, mention: Mention) -> bool:
    """Check that no line across the page separates a name from the piece that the prompt asked for."""
    return _RULE.search(text, max(0, mention.start - REMARK_WITHIN), mention.start) is None


def _is_star_sign(text: str, mention: Mention) -> bool:
    """Check for Gemini among the signs of the zodiac."""
    return mention.known.name == "Gemini" and (
        _ZODIAC.search(text, max(0, mention.start - NEARBY), mention.end + NEARBY) is not None
    )

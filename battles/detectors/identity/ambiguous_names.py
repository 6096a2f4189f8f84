"""Names that are also words or names of people ("Gemini", "Claude", "Pi"): is a model meant?"""

import re

from battles.detectors.identity.folding import Folded
from battles.detectors.identity.names import Mention
from battles.detectors.identity.phrases import phrases
from battles.detectors.identity.prompting import Prompting

INTRODUCTION = 160
"""Characters at the beginning of an answer in which a model introduces itself."""

NEARBY = 120
"""Characters on both sides of a name in which a word for a machine is searched."""

ASSISTANTS = frozenset(
    ("Claude", "Gemini", "Bard", "Llama", "Mistral", "Le Chat", "Kimi", "ERNIE", "Doubao", "Copilot", "Phi")
    + ("Clova", "MiniMax", "Baichuan", "Spark", "Pangu", "InternLM", "Reka", "Yuanbao", "Алиса", "Маруся")
)
"""Words that in the first person mean an assistant ("I'm Gemini"), unless a character speaks."""

QUOTED_WITHIN = 300
"""Characters before a name on its line in which the beginning of a quotation is searched."""

_SPEECH = re.compile(phrases("speech_behind"))
_MACHINE = re.compile(rf"\b{phrases('machine_words')}\b|{phrases('machine_parts')}")
_SURNAME = re.compile(
    r"\s+(?!I\b|I'|AI\b|Chat|Assistant|Instant|Model|Pro\b)[A-ZÀ-Ý][a-zà-ÿ]+(?![\w-]*\s+\d)"
)


def is_model_name(
    answer: str, folded: Folded, mention: Mention, prompting: Prompting, *, has_certain_name: bool
) -> bool:
    """Check whether a word by which the speaker identifies itself is a model's name.

    - If the prompt asks who is answering, it is.
    - Otherwise it must be capitalised and must not be followed by a surname, and one of these holds: another
      name in the sentence is certain, a word for a machine is near, the answer introduces itself here, or the
      word is one of ASSISTANTS, where the prompt neither names it nor asks for fiction.
    """
    if prompting.asks_who:
        return True
    start, end = folded.original_span(mention.start, mention.end)
    if answer[start : start + 1].islower() or _SURNAME.match(answer, end):
        return False
    introduces_itself = (
        (mention.start < INTRODUCTION or _is_assistant(folded.text, mention))
        and not prompting.asks_fiction
        and mention.known.name not in prompting.mentioned
    )
    nearby = folded.text[max(0, mention.start - NEARBY) : mention.end + NEARBY]
    return has_certain_name or introduces_itself or _MACHINE.search(nearby) is not None


def _is_assistant(text: str, mention: Mention) -> bool:
    """Check for one of ASSISTANTS outside a quoted or reported speech."""
    if mention.known.name not in ASSISTANTS or _SPEECH.match(text, mention.end):
        return False
    before = text[max(0, mention.start - QUOTED_WITHIN, text.rfind("\n", 0, mention.start) + 1) : mention.start]
    opened = before.rstrip("*_ ")
    return before.count('"') % 2 == 0 or opened.endswith('"')

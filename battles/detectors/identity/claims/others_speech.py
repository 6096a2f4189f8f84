"""Claims of an answer that another speaks: quotations, characters of a dialogue, speech behind a dash."""

import re

from battles.detectors.identity.claims.claims import Reading
from battles.detectors.identity.folding import fold
from battles.detectors.identity.names import KnownName, NameIndex
from battles.detectors.identity.phrases import phrases
from battles.detectors.identity.prompts import Prompting

MAX_QUOTATION = 300
"""Characters on both sides of a name in which the marks of its quotation are searched."""

REPORTED_WITHIN = 30
"""Characters before a quotation in which its speaker or its kind is searched."""

BEHIND_WITHIN = 50
"""Characters behind a quotation in which its speaker is searched."""

MIN_SPEAKERS = 2
"""Different speakers that make lines "Name: …" a dialogue."""

_QUOTATION = re.compile(
    r"[\"“„«「『][^\"“”„«»「」『』\n]*[\"”“»」』]|`[^`\n]+`|(?<!\w)['‘](?:[^'’\n]|(?<=\w)['’](?=\w))*['’](?!\w)"
)
_REPORTED = re.compile(rf"{phrases('reported')}[\s:,*_-]{{0,4}}\Z")
_REPORTED_BEHIND = re.compile(rf"\W{{0,4}}{phrases('reported_behind')}")
_TOLD_ME = re.compile(rf"{phrases('told_me')}\W*\Z")
_OWN_SPEECH = re.compile(r"\b(?:i|i'd|i'll|me|my|let me|ich|je|yo|eu|io|я|мне)\b|我|私")
_SPEAKER = re.compile(
    r"^[ \t>*_-]{0,6}(?:\d{1,3}[.)]\s{1,3})?([^\W\d_][^\n:：*]{0,30}?)"
    r"[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|(?=[^\x00-\x7f]))",
    re.MULTILINE,
)
_CHAT_ROLE = re.compile(
    r"(?:user|human|assistant|system|bot|ai|chat ?bot|model|agent|customer|q|a|p|r|f|用户|助手|"
    r"ユーザー|アシスタント|사용자|어시스턴트)\b.{0,4}",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s*[—–-]\s")
_SPOKEN_LINE = re.compile(rf"^\s*[—–-]\s[^\n]*[—–-]\s{phrases('says')}", re.MULTILINE | re.IGNORECASE)


def is_others_speech(reading: Reading, known: KnownName, span: tuple[int, int]) -> bool:
    """Check whether a claim is another's speech.

    - it is quoted from the prompt, reported as another's, or quoted in an answer about models;
    - it is a line of a dialogue, and the claim is that speaker's, whom the prompt named, or the prompt asked
      for such a dialogue of models;
    - it is a character's line behind a dash, in an answer that says who speaks such a line.
    """
    answer, names, prompting = reading.answer, reading.names, reading.prompting
    quoted = _find_quotation(answer, *span)
    if quoted is not None and (prompting.supplies(known) or known.name in prompting.mentioned):
        return True
    if quoted is not None and not (prompting.asks_identity or prompting.asks_instructions):
        before = answer[max(0, quoted[0] - REPORTED_WITHIN) : quoted[0]].lower()
        is_own = _OWN_SPEECH.search(before) is not None
        if _TOLD_ME.search(before) or (_REPORTED.search(before) and not is_own):
            return True
        if _REPORTED_BEHIND.match(answer[quoted[1] : quoted[1] + BEHIND_WITHIN].lower()):
            return True
        is_example = prompting.asks_fiction or _is_about_models(prompting)
        if is_example and not is_own and not _is_whole(answer, quoted):
            return True
    line_start = answer.rfind("\n", 0, span[0]) + 1
    if not prompting.asks_identity and _DASH.match(answer, line_start) and _SPOKEN_LINE.search(answer):
        return True
    return _is_line_of_dialogue(answer, line_start, known, names, prompting)


def _is_about_models(prompting: Prompting) -> bool:
    return prompting.speaks_of_models or bool(prompting.mentioned)


def _is_whole(answer: str, quoted: tuple[int, int]) -> bool:
    """Check for an answer that is all in quotation marks."""
    return not answer[: quoted[0]].strip() and not answer[quoted[1] :].strip()


def _find_quotation(answer: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the quotation on the line of a span, or None."""
    first = max(0, start - MAX_QUOTATION, answer.rfind("\n", 0, start) + 1)
    last = answer.find("\n", end)
    last = min(len(answer) if last < 0 else last, end + MAX_QUOTATION)
    for quotation in _QUOTATION.finditer(answer[first:last]):
        if first + quotation.start() < start and end < first + quotation.end():
            return first + quotation.start(), first + quotation.end()
    return None


def _is_line_of_dialogue(
    answer: str, line_start: int, known: KnownName, names: NameIndex, prompting: Prompting
) -> bool:
    """Check for "NAME: I was made by MAKER" among the lines of several speakers.

    The speaker is one whom the prompt named, or the prompt asked for a dialogue or an example about models. A
    name that the prompt supplied stays a leak of its own kind, except in an example of a chat.
    """
    label = _SPEAKER.match(answer, line_start)
    if label is None or not _is_about_models(prompting):
        return False
    speakers = {match[1].lower() for match in _SPEAKER.finditer(answer)}
    if len(speakers) < MIN_SPEAKERS:
        return False
    if prompting.asks_fiction and not prompting.asks_identity:
        if _CHAT_ROLE.fullmatch(label[1].strip()):
            return True
        if prompting.mentioned:
            return not prompting.supplies(known)
    return not prompting.supplies(known) and any(
        mention.known.maker == known.maker and mention.known.name in prompting.mentioned
        for mention in names.find_mentions(fold(label[1]).text)
    )

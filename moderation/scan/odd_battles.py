"""Battles that went oddly: what a machine can see without reading, for a human who reads.

Each rule is an object of its own at the end, with what it notices in words. None of them says that a vote
is bad; a rule that is often wrong has a low strength.
"""

from django.utils.translation import gettext_lazy as _

from battles.detectors import detect_language
from battles.models import Answer, Battle
from moderation.models import Finding
from moderation.scan.rule import Rule, RuleMatch
from moderation.scan.scan_input import ScanInput

MIN_IDENTICAL_CHARACTERS = 40
"""Characters from which the same answer twice is odd; "42" and "Paris" are not."""
MIN_REPEATS = 12
"""How often a stretch must repeat at an answer's end to be a loop."""
MAX_PERIOD = 300
"""Characters of a stretch; a longer one is a text said again."""
MIN_LOOP_CHARACTERS = 400
"""Characters that a loop must fill: a row of dashes is a rule under a heading."""
MIN_LANGUAGE_CERTAINTY = 0.8
MIN_LANGUAGE_CHARACTERS = 60
"""Characters from which an answer's language is told reliably."""
QUICK_SECONDS = 1.0
MIN_READING_CHARACTERS = 1_500
"""Characters in both answers of the last turn that nobody judges in QUICK_SECONDS after their end."""


def failed_side(scanned: ScanInput) -> RuleMatch | None:
    """A side failed in a way that says something about the model or the prompt."""
    failed = [answer for answer in scanned.answers if answer.state == Answer.State.FAILED]
    if not failed or scanned.battle.state != Battle.State.FAILED:
        return None
    sides = [
        {"answer": answer.pk, "side": answer.side, "error": answer.error_kind, "said": len(answer.text)}
        for answer in failed
    ]
    # A side that broke off while it was being read may have told something before.
    return RuleMatch(0.5 if any(side["said"] for side in sides) else 0.25, {"sides": sides})


def replaced_twice(scanned: ScanInput) -> RuleMatch | None:
    """One side needed a third model before anybody answered."""
    by_side: dict[str, list[str]] = {}
    for replacement in scanned.replacements:
        by_side.setdefault(replacement.side, []).append(replacement.error_kind)
    often = {side: errors for side, errors in by_side.items() if len(errors) >= 2}
    return RuleMatch(0.3, {"errors": often}) if often else None


def empty_answer(scanned: ScanInput) -> RuleMatch | None:
    """An answer that ended well and says nothing."""
    empty = [
        answer for answer in scanned.answers if answer.state == Answer.State.DONE and not answer.text.strip()
    ]
    if not empty:
        return None
    return RuleMatch(0.8, {"answers": [{"answer": each.pk, "side": each.side} for each in empty]})


def endless_answer(scanned: ScanInput) -> RuleMatch | None:
    """An answer that repeats itself until it was cut off."""
    loops = []
    for answer in scanned.answers:
        period = _period(answer.text.rstrip())
        if period:
            loops.append({"answer": answer.pk, "side": answer.side, "repeats_every": period})
    return RuleMatch(0.7, {"answers": loops}) if loops else None


def _period(text: str) -> int:
    """After how many characters the end of a text repeats itself; 0 where it does not."""
    for period in range(1, MAX_PERIOD + 1):
        tail = text[-max(MIN_LOOP_CHARACTERS, period * MIN_REPEATS) :]
        if len(tail) < max(MIN_LOOP_CHARACTERS, period * MIN_REPEATS):
            return 0
        if tail[period:] == tail[:-period]:
            return period
    return 0


def identical_answers(scanned: ScanInput) -> RuleMatch | None:
    """Both sides said the same, word for word, at length."""
    same = [prompt.turn for prompt, a, b in scanned.pairs() if _is_same(a.text, b.text)]
    return RuleMatch(0.7, {"turns": same}) if same else None


def _is_same(first: str, second: str) -> bool:
    words = first.split()
    return len(" ".join(words)) >= MIN_IDENTICAL_CHARACTERS and words == second.split()


def other_language(scanned: ScanInput) -> RuleMatch | None:
    """One side alone answered in another language than the prompt's; where both do, they were asked to."""
    for prompt, a, b in scanned.pairs():
        asked = detect_language(prompt.text)
        languages = {answer.side: _language(answer.text) for answer in (a, b)}
        if asked.code is None or asked.certainty < MIN_LANGUAGE_CERTAINTY or None in languages.values():
            continue
        other_sides = [side for side, code in languages.items() if code != asked.code]
        if len(other_sides) == 1:
            evidence = {
                "turn": prompt.turn,
                "side": other_sides[0],
                "asked": asked.code,
                "answered": languages,
            }
            return RuleMatch(0.5, evidence)
    return None


def _language(text: str) -> str | None:
    if len(text) < MIN_LANGUAGE_CHARACTERS:
        return None
    language = detect_language(text)
    return language.code if language.certainty >= MIN_LANGUAGE_CERTAINTY else None


def quick_vote(scanned: ScanInput) -> RuleMatch | None:
    """A vote at once after long answers ended: nobody can have read them to the end."""
    ended = scanned.ended_at()
    if scanned.ballot is None or ended is None:
        return None
    seconds = (scanned.ballot.cast_at - ended).total_seconds()
    length = sum(len(answer.text) for answer in scanned.answers if answer.prompt_id == scanned.prompts[-1].pk)
    if seconds >= QUICK_SECONDS or length < MIN_READING_CHARACTERS:
        return None
    return RuleMatch(0.3, {"seconds": round(seconds, 2), "characters": length})


def _rule(slug, words, match) -> Rule:
    return Rule(slug=slug, version="1", kind=Finding.Kind.ODD_BATTLE, words=words, match=match)


ODD_BATTLES = (
    _rule("failed-side", _("A side failed, and the battle with it."), failed_side),
    _rule("replaced-twice", _("A side was replaced twice before anybody answered."), replaced_twice),
    _rule("empty-answer", _("An answer ended well and says nothing."), empty_answer),
    _rule("endless-answer", _("An answer repeats itself to its end."), endless_answer),
    _rule("identical-answers", _("Both sides said the same at length."), identical_answers),
    _rule(
        "other-language", _("One side alone answered in another language than the prompt's."), other_language
    ),
    _rule("quick-vote", _("The vote came at once after long answers."), quick_vote),
)

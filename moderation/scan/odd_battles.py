"""Rules for unusual battles, for staff to review.

The rules are listed at the end of the module, each with a description for staff. A match is not a judgement
about the vote; a rule that is often wrong has a low strength.
"""

from django.utils.translation import gettext_lazy as _

from battles.detectors import detect_language
from battles.models import Answer, Battle
from moderation.models import Finding
from moderation.scan.rule import Rule, RuleMatch
from moderation.scan.scan_input import ScanInput

MIN_IDENTICAL_CHARACTERS = 40
"""Identical answers shorter than this are normal ("42", "Paris")."""
MIN_REPEATS = 12
"""Repetitions at an answer's end that make a loop."""
MAX_PERIOD = 300
"""Longest repeated part of a loop, in characters."""
MIN_LOOP_CHARACTERS = 400
"""Shortest loop in characters: a row of dashes under a heading is none."""
MIN_LANGUAGE_CERTAINTY = 0.8
MIN_LANGUAGE_CHARACTERS = 60
"""Answers shorter than this have no reliable language."""
QUICK_SECONDS = 1.0
MIN_READING_CHARACTERS = 1_500
"""Length of the last turn's two answers together that takes longer than QUICK_SECONDS to read."""


def failed_side(scanned: ScanInput) -> RuleMatch | None:
    """The battle failed because an answer failed."""
    failed = [answer for answer in scanned.answers if answer.state == Answer.State.FAILED]
    if not failed or scanned.battle.state != Battle.State.FAILED:
        return None
    sides = [
        {"answer": answer.pk, "side": answer.side, "error": answer.error_kind, "said": len(answer.text)}
        for answer in failed
    ]
    # A side that had shown text before it failed may have revealed something.
    return RuleMatch(0.5 if any(side["said"] for side in sides) else 0.25, {"sides": sides})


def replaced_twice(scanned: ScanInput) -> RuleMatch | None:
    """A side was replaced at least twice."""
    by_side: dict[str, list[str]] = {}
    for replacement in scanned.replacements:
        by_side.setdefault(replacement.side, []).append(replacement.error_kind)
    often = {side: errors for side, errors in by_side.items() if len(errors) >= 2}
    return RuleMatch(0.3, {"errors": often}) if often else None


def empty_answer(scanned: ScanInput) -> RuleMatch | None:
    """A finished answer without text."""
    empty = [
        answer for answer in scanned.answers if answer.state == Answer.State.DONE and not answer.text.strip()
    ]
    if not empty:
        return None
    return RuleMatch(0.8, {"answers": [{"answer": each.pk, "side": each.side} for each in empty]})


def endless_answer(scanned: ScanInput) -> RuleMatch | None:
    """An answer whose end is a loop."""
    loops = []
    for answer in scanned.answers:
        period = _period(answer.text.rstrip())
        if period:
            loops.append({"answer": answer.pk, "side": answer.side, "repeats_every": period})
    return RuleMatch(0.7, {"answers": loops}) if loops else None


def _period(text: str) -> int:
    """Length of the part that repeats at the end of a text, in characters; 0 without a loop."""
    for period in range(1, MAX_PERIOD + 1):
        tail = text[-max(MIN_LOOP_CHARACTERS, period * MIN_REPEATS) :]
        if len(tail) < max(MIN_LOOP_CHARACTERS, period * MIN_REPEATS):
            return 0
        if tail[period:] == tail[:-period]:
            return period
    return 0


def identical_answers(scanned: ScanInput) -> RuleMatch | None:
    """Both sides gave the same long answer, word for word."""
    same = [prompt.turn for prompt, a, b in scanned.pairs() if _is_same(a.text, b.text)]
    return RuleMatch(0.7, {"turns": same}) if same else None


def _is_same(first: str, second: str) -> bool:
    words = first.split()
    return len(" ".join(words)) >= MIN_IDENTICAL_CHARACTERS and words == second.split()


def other_language(scanned: ScanInput) -> RuleMatch | None:
    """Only one side answered in another language than the prompt's; if both do, the prompt asked for it."""
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
    """A vote right after long answers ended, too early to have read them."""
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
    _rule("failed-side", _("The battle failed because an answer failed."), failed_side),
    _rule("replaced-twice", _("One side's model was replaced at least twice."), replaced_twice),
    _rule("empty-answer", _("A finished answer has no text."), empty_answer),
    _rule("endless-answer", _("An answer ends in a loop."), endless_answer),
    _rule("identical-answers", _("Both sides gave the same long answer."), identical_answers),
    _rule(
        "other-language", _("Only one side answered in another language than the prompt's."), other_language
    ),
    _rule("quick-vote", _("The vote followed right after long answers."), quick_vote),
)

"""Battles that went oddly: what a machine can see without reading, for a human who reads.

Each rule is an object of its own at the end, with what it notices in words. None of them says that a vote
is bad; a rule that is often wrong has a low strength.
"""

from django.utils.translation import gettext_lazy as _

from battles.detectors import language_of
from battles.models import Answer, Battle
from moderation.models import Finding
from moderation.scan.battle_facts import Case
from moderation.scan.rule import Noticed, Rule

SHORTEST_SAME = 40
"""Characters from which the same answer twice is odd; "42" and "Paris" are not."""
REPEATS = 12
"""How often a stretch must repeat at an answer's end to be a loop."""
LONGEST_STRETCH = 300
"""Characters of a stretch; a longer one is a text said again."""
SHORTEST_LOOP = 400
"""Characters that a loop must fill: a row of dashes is a rule under a heading."""
SURE_OF_LANGUAGE = 0.8
SHORTEST_SPOKEN = 60
"""Characters from which an answer's language is told reliably."""
QUICK_SECONDS = 1.0
LONG_TO_READ = 1_500
"""Characters in both answers of the last turn that nobody judges in QUICK_SECONDS after their end."""


def failed_side(case: Case) -> Noticed | None:
    """A side failed in a way that says something about the model or the prompt."""
    failed = [answer for answer in case.answers if answer.state == Answer.State.FAILED]
    if not failed or case.battle.state != Battle.State.FAILED:
        return None
    sides = [
        {"answer": answer.pk, "side": answer.side, "error": answer.error_kind, "said": len(answer.text)}
        for answer in failed
    ]
    # A side that broke off while it was being read may have told something before.
    return Noticed(0.5 if any(side["said"] for side in sides) else 0.25, {"sides": sides})


def replaced_twice(case: Case) -> Noticed | None:
    """One side needed a third model before anybody answered."""
    by_side: dict[str, list[str]] = {}
    for replacement in case.replacements:
        by_side.setdefault(replacement.side, []).append(replacement.error_kind)
    often = {side: errors for side, errors in by_side.items() if len(errors) >= 2}
    return Noticed(0.3, {"errors": often}) if often else None


def empty_answer(case: Case) -> Noticed | None:
    """An answer that ended well and says nothing."""
    empty = [
        answer for answer in case.answers if answer.state == Answer.State.DONE and not answer.text.strip()
    ]
    if not empty:
        return None
    return Noticed(0.8, {"answers": [{"answer": each.pk, "side": each.side} for each in empty]})


def endless_answer(case: Case) -> Noticed | None:
    """An answer that repeats itself until it was cut off."""
    loops = []
    for answer in case.answers:
        period = _period(answer.text.rstrip())
        if period:
            loops.append({"answer": answer.pk, "side": answer.side, "repeats_every": period})
    return Noticed(0.7, {"answers": loops}) if loops else None


def _period(text: str) -> int:
    """After how many characters the end of a text repeats itself; 0 where it does not."""
    for period in range(1, LONGEST_STRETCH + 1):
        tail = text[-max(SHORTEST_LOOP, period * REPEATS) :]
        if len(tail) < max(SHORTEST_LOOP, period * REPEATS):
            return 0
        if tail[period:] == tail[:-period]:
            return period
    return 0


def identical_answers(case: Case) -> Noticed | None:
    """Both sides said the same, word for word, at length."""
    same = [prompt.turn for prompt, a, b in case.pairs() if _is_same(a.text, b.text)]
    return Noticed(0.7, {"turns": same}) if same else None


def _is_same(first: str, second: str) -> bool:
    words = first.split()
    return len(" ".join(words)) >= SHORTEST_SAME and words == second.split()


def other_language(case: Case) -> Noticed | None:
    """One side alone answered in another language than the prompt's; where both do, they were asked to."""
    for prompt, a, b in case.pairs():
        asked = language_of(prompt.text)
        spoken = {answer.side: _language(answer.text) for answer in (a, b)}
        if asked.code is None or asked.certainty < SURE_OF_LANGUAGE or None in spoken.values():
            continue
        strangers = [side for side, code in spoken.items() if code != asked.code]
        if len(strangers) == 1:
            evidence = {"turn": prompt.turn, "side": strangers[0], "asked": asked.code, "answered": spoken}
            return Noticed(0.5, evidence)
    return None


def _language(text: str) -> str | None:
    if len(text) < SHORTEST_SPOKEN:
        return None
    language = language_of(text)
    return language.code if language.certainty >= SURE_OF_LANGUAGE else None


def quick_vote(case: Case) -> Noticed | None:
    """A vote at once after long answers ended: nobody can have read them to the end."""
    ended = case.ended_at()
    if case.ballot is None or ended is None:
        return None
    seconds = (case.ballot.cast_at - ended).total_seconds()
    length = sum(len(answer.text) for answer in case.answers if answer.prompt_id == case.prompts[-1].pk)
    if seconds >= QUICK_SECONDS or length < LONG_TO_READ:
        return None
    return Noticed(0.3, {"seconds": round(seconds, 2), "characters": length})


def _rule(slug, words, look) -> Rule:
    return Rule(slug=slug, version="1", kind=Finding.Kind.ODD_BATTLE, words=words, look=look)


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

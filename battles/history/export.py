"""Everything that is held of a voter, as JSON, in pieces of a few battles.

Before its vote a battle is exported as the visitor sees it: without models, without facts that name them.
What a model thought before its answer comes with the names: it often says which model it is.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from battles.blind import get_names
from battles.counting import Reason, annotate_reason
from battles.languages import LANGUAGES
from battles.models import Answer, Battle, Prompt, Vote, Voter
from battles.outcomes import Outcome
from battles.receipts import issue_receipt
from battles.texts import list_places

CHUNK = 25

_LANGUAGES = {language.number: language.name for language in LANGUAGES}

Json = dict[str, Any]


def export_voter(voter: Voter, *, now: dt.datetime) -> Iterator[str]:
    """Yield the pieces of one JSON object."""
    yield "{\n"
    yield f'"made_at": {_json(now.isoformat())},\n'
    yield f'"voter": {_json(_voter(voter))},\n'
    for place in list_places():
        if place.export is not None:
            yield f"{_json(place.name)}: {_json(list(place.export(voter.pk)))},\n"
    yield '"battles": ['
    ids = list(Battle.objects.filter(voter=voter).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        battles = export_battles(ids[start : start + CHUNK])
        yield ("," if start else "") + ",".join("\n" + _json(battle) for battle in battles)
    yield "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _voter(voter: Voter) -> Json:
    return {
        "number": voter.pk,
        "first_seen_at": voter.created_at.isoformat(),
        "address_code": voter.address_hash or None,
        "terms_version": voter.terms_version,
        "privacy_version": voter.privacy_version,
    }


def export_battles(ids: Sequence[int]) -> list[Json]:
    """These battles as plain JSON objects."""
    prompts = Prefetch(
        "prompts",
        Prompt.objects.order_by("turn").prefetch_related(
            Prefetch("answers", Answer.objects.defer(None).order_by("attempt", "side"))
        ),
    )
    battles = (
        Battle.objects.with_pair().filter(pk__in=ids).prefetch_related(prompts, "ballots").order_by("pk")
    )
    votes = annotate_reason(Vote.objects.filter(pk__in=ids).select_related("battle"))
    by_battle = {vote.pk: vote for vote in votes}
    return [_battle(battle, by_battle.get(battle.pk)) for battle in battles]


def _battle(battle: Battle, vote: Any) -> Json:
    names = None if battle.is_blind else get_names(battle)
    return {
        "key": str(battle.key),
        "arena": battle.arena.slug,
        "kind": battle.mode,
        "state": battle.state,
        "opened_at": _time(battle.opened_at),
        "erased_at": _time(battle.erased_at),
        "terms_version": battle.terms_version,
        "privacy_version": battle.privacy_version,
        "address_code": battle.address_hash or None,
        "language": _LANGUAGES.get(battle.language or 0),
        "models": {"a": names.a.name, "b": names.b.name} if names else None,
        "prompts": [_prompt(prompt, is_blind=battle.is_blind) for prompt in battle.prompts.all()],
        "ballots": [
            {"outcome": Outcome(ballot.outcome).name.lower(), "cast_at": _time(ballot.cast_at)}
            for ballot in battle.ballots.all()
        ],
        "vote": _vote(vote) if vote is not None else None,
    }


def _prompt(prompt: Prompt, *, is_blind: bool) -> Json:
    answers = [
        {
            "side": answer.side,
            "attempt": answer.attempt,
            "state": answer.state,
            "text": answer.text,
            "thinking": None if is_blind else answer.thinking,
        }
        for answer in prompt.answers.all()
    ]
    return {"turn": prompt.turn, "text": prompt.text, "answers": answers}


def _vote(vote: Any) -> Json:
    reason = Reason(vote.reason)
    return {
        "outcome": Outcome(vote.outcome).name.lower(),
        "cast_at": _time(vote.cast_at),
        "counts": reason is Reason.COUNTED,
        "reason": None if reason is Reason.COUNTED else reason.slug,
        "receipt": issue_receipt(vote) if vote.cast_at else None,
    }


def _time(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

"""Store a new battle with its first turn: voter, battle, trace of the address, prompt and both answers.

Everything or nothing. A process that will generate the turn itself stores it as claimed: `generator` and
`fence` of the battle are set before.
"""

from collections.abc import Callable
from operator import attrgetter

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from battles.database import joined_transaction
from battles.database.compiled import CompiledInsert
from battles.models import AddressTrace, Answer, Battle, Contender, Prompt, Voter
from battles.visitors import AddressHashes


def _list_columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


_BATTLE_COLUMNS, _VOTER_COLUMNS = _list_columns(Battle), _list_columns(Voter)
_ANSWER_COLUMNS = _list_columns(Answer)
_of_battle, _of_voter = attrgetter(*_BATTLE_COLUMNS), attrgetter(*_VOTER_COLUMNS)
_of_answer = attrgetter(*_ANSWER_COLUMNS)
_ADD_BATTLE = CompiledInsert(Battle, _BATTLE_COLUMNS, "RETURNING id")
_ADD_VOTER = CompiledInsert(Voter, _VOTER_COLUMNS, "ON CONFLICT (key) DO NOTHING RETURNING id")
_ADD_TRACE = CompiledInsert(AddressTrace, ["battle", "key", "site", "network"])
_ADD_PROMPT = CompiledInsert(Prompt, ["battle", "turn", "text", "created_at"], "RETURNING id")
_ADD_ANSWERS = CompiledInsert(Answer, _ANSWER_COLUMNS, "RETURNING side, id")


@joined_transaction()
def store_opening(
    battle: Battle,
    voter: Voter,
    text: str,
    hashes: AddressHashes | None,
    *,
    before: Callable[[], None],
) -> tuple[Answer, Answer]:
    """Store a new battle of a voter, who may be unsaved; returns the answers to be generated.

    before: called first, in the same transaction. Raises IntegrityError where another request has stored the
    battle, and what `before` raises.
    """
    before()
    battle.voter = _store_voter(battle, voter)
    [[battle.pk]] = _ADD_BATTLE.execute([_of_battle(battle)])
    _note_stored(battle)
    if hashes is not None and hashes.key_id is not None:
        _ADD_TRACE.execute([(battle.pk, hashes.key_id, hashes.site, hashes.network)])
    return add_turn(battle, text, turn=1)


def _store_voter(battle: Battle, voter: Voter) -> Voter:
    """The stored voter, who has agreed to the battle's versions. The caller's copy stays unsaved."""
    versions = (battle.terms_version, battle.privacy_version)
    if voter.pk is None:
        new = Voter(key=voter.key, address_hash=voter.address_hash, created_at=timezone.now())
        new.terms_version, new.privacy_version = versions
        added = _ADD_VOTER.execute([_of_voter(new)])
        if added:
            new.pk = added[0][0]
            _note_stored(new)
            return new
        voter = Voter.objects.get(key=voter.key)  # another form of the same browser has stored it meanwhile
    if (voter.terms_version, voter.privacy_version) != versions:
        voter.terms_version, voter.privacy_version = versions
        voter.save(update_fields=["terms_version", "privacy_version"])
    return voter


def add_turn(battle: Battle, text: str, *, turn: int) -> tuple[Answer, Answer]:
    """Store the prompt of a turn and its first answers."""
    prompt = Prompt(battle=battle, turn=turn, text=text, created_at=timezone.now())
    [[prompt.pk]] = _ADD_PROMPT.execute([(battle.pk, turn, text, prompt.created_at)])
    _note_stored(prompt)
    return add_answers(battle, prompt, attempt=1)


def add_answers(battle: Battle, prompt: Prompt, *, attempt: int) -> tuple[Answer, Answer]:
    """Store both answers of an attempt, to be generated."""
    a = _build_answer(prompt, "a", battle.contender_a, attempt)
    b = _build_answer(prompt, "b", battle.contender_b, attempt)
    ids = dict(_ADD_ANSWERS.execute([_of_answer(answer) for answer in (a, b)]))
    for answer in (a, b):
        answer.pk = ids[answer.side]
        _note_stored(answer)
    return a, b


def _build_answer(prompt: Prompt, side: str, contender: Contender, attempt: int) -> Answer:
    return Answer(
        prompt=prompt,
        side=side,
        attempt=attempt,
        contender=contender,
        parameters=contender.model.parameters,
        created_at=timezone.now(),
    )


def _note_stored(instance) -> None:
    instance._state.adding, instance._state.db = False, connection.alias

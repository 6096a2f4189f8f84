"""Store a new battle with its first turn: voter, battle, trace of the address, prompt and both answers.

Everything or nothing, on PostgreSQL in one statement. A process that will generate the turn itself stores it
as claimed: `generator` and `fence` of the battle are set before.
"""

from collections.abc import Callable

from django.utils import timezone

from battles.database import LinkedInserts, LinkedTable, joined_transaction
from battles.models import AddressTrace, Answer, Battle, Contender, Prompt, Voter
from battles.visitors import AddressHashes

_ROWS = LinkedInserts(
    LinkedTable(Voter, conflict="ON CONFLICT (key) DO NOTHING"),
    LinkedTable(Battle),
    LinkedTable(AddressTrace),
    LinkedTable(Prompt),
    LinkedTable(Answer, apart="side"),
)


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

    before: called first, in the same transaction, so that what it refuses has written nothing else. Raises
    IntegrityError where another request has stored the battle, and what `before` raises.
    """
    before()
    prompt = Prompt(battle=battle, turn=1, text=text, created_at=timezone.now())
    a, b = _build_answers(battle, prompt, attempt=1)
    rows = [battle, *_build_traces(battle, hashes), prompt, a, b]
    if voter.pk is None:
        new = _copy_new(voter, battle)  # the caller's stays unsaved: this transaction may be rolled back
        if _ROWS.store(new, *rows):
            return a, b
        voter = Voter.objects.get(key=voter.key)  # another form of the same browser has stored it meanwhile
    _note_versions(voter, battle)
    battle.voter = voter
    _ROWS.store(*rows)
    return a, b


def _copy_new(voter: Voter, battle: Battle) -> Voter:
    return Voter(
        key=voter.key,
        address_hash=voter.address_hash,
        created_at=timezone.now(),
        terms_version=battle.terms_version,
        privacy_version=battle.privacy_version,
    )


def _note_versions(voter: Voter, battle: Battle) -> None:
    """The voter has agreed to the battle's versions."""
    versions = (battle.terms_version, battle.privacy_version)
    if (voter.terms_version, voter.privacy_version) != versions:
        voter.terms_version, voter.privacy_version = versions
        voter.save(update_fields=["terms_version", "privacy_version"])


def _build_traces(battle: Battle, hashes: AddressHashes | None) -> list[AddressTrace]:
    if hashes is None or hashes.key_id is None:
        return []
    return [AddressTrace(battle=battle, key_id=hashes.key_id, site=hashes.site, network=hashes.network)]


def add_turn(battle: Battle, text: str, *, turn: int) -> None:
    """Store the prompt of a further turn and its first answers."""
    prompt = Prompt(battle=battle, turn=turn, text=text, created_at=timezone.now())
    _ROWS.store(prompt, *_build_answers(battle, prompt, attempt=1))


def add_answers(battle: Battle, prompt: Prompt, *, attempt: int) -> None:
    """Store both answers of a further attempt, to be generated."""
    _ROWS.store(*_build_answers(battle, prompt, attempt=attempt))


def _build_answers(battle: Battle, prompt: Prompt, *, attempt: int) -> tuple[Answer, Answer]:
    return (
        _build_answer(prompt, "a", battle.contender_a, attempt),
        _build_answer(prompt, "b", battle.contender_b, attempt),
    )


def _build_answer(prompt: Prompt, side: str, contender: Contender, attempt: int) -> Answer:
    return Answer(
        prompt=prompt,
        side=side,
        attempt=attempt,
        contender=contender,
        parameters=contender.model.parameters,
        created_at=timezone.now(),
    )

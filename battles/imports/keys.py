"""Keys of imported votes. The same vote gets the same key, so that an import can be run twice.

- A vote with an id is identified by that id.
- A vote with a time is identified by pair, outcome, time and voter. Two records that agree in all of these
  are the same vote. (In the 2,061 votes of GenAI-Arena no two votes share even their time; logs that were
  merged or exported twice repeat whole records.)
- A vote with neither is identified by its content and its number in its log: "A beat B" twice is two votes.
  Two such logs in one arena are distinguished by the name of their source, if they have one.
"""

import datetime as dt
import json
import uuid

from battles.imports.records import ImportedVote

_NAMESPACE = uuid.UUID("6a0b9c5e-5d0f-5c5e-9d0b-3f0f3c1b7a55")
_MIDNIGHT = dt.time()


def arena_namespace(arena_id: int) -> uuid.UUID:
    """The namespace of one arena's keys: the same log in two arenas is two sets of votes."""
    return uuid.uuid5(_NAMESPACE, f"arena {arena_id}")


def is_keyed_by_position(vote: ImportedVote) -> bool:
    """Whether only its number in the log distinguishes this vote from an equal one.

    A time of exactly midnight is a date, which does not distinguish votes.
    """
    return vote.record_id is None and (vote.cast_at is None or vote.cast_at.time() == _MIDNIGHT)


def battle_key(namespace: uuid.UUID, vote: ImportedVote, *, number: int, source: str) -> uuid.UUID:
    """The key of a vote that is the `number`-th record of its log."""
    if vote.record_id is not None:
        return uuid.uuid5(namespace, json.dumps(["id", vote.record_id]))
    moment = None if vote.cast_at is None else vote.cast_at.isoformat()
    content = [vote.model_a, vote.model_b, int(vote.outcome), vote.anonymous, vote.item, vote.voter, moment]
    if is_keyed_by_position(vote):
        content += [source, number]
    return uuid.uuid5(namespace, json.dumps(content))

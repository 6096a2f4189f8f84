"""The statements of a ballot and of a vote on PostgreSQL: one for a ballot, two for a vote.

In a transaction at READ COMMITTED every statement sees what was committed before it began, not what was
committed while it waited for a lock. So the vote's ordinals are counted by a second statement, after the
locks of the first. Where a statement reads more than the row that it locks, it compares the row's version
(`xmin`) with the version in its snapshot: if they differ, another transaction was quicker, and the statement
is repeated.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection

from battles.counting.policy_terms import CountingTerms, get_counting_terms
from battles.counting.vote_evidence import MAX_ORDINAL, Votable, list_prefix_hashes, spans_months
from battles.detectors.frequency import prompt_digest
from battles.models import CONTROL_SAMPLER, Battle, CountingPolicy, EvidenceTier, Vote

MAX_REPEATS = 3

LOCK = """
WITH locked AS MATERIALIZED (
    SELECT id, state, settles_at, unread_since, arena_id, voter_id, contender_a_id, contender_b_id,
           address_hash, address_hash_before, opened_at, evidence_tier, xmin::text AS version
    FROM battles_battle WHERE id = %s FOR NO KEY UPDATE
), voter AS MATERIALIZED (
    SELECT id FROM battles_voter WHERE id = (SELECT voter_id FROM locked) FOR NO KEY UPDATE
), prefix AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('prefix ' || COALESCE(
        NULLIF(trace.network, ''), NULLIF(l.address_hash_before, ''), l.address_hash), 0))
    FROM locked l LEFT JOIN battles_addresstrace trace ON trace.battle_id = l.id
    CROSS JOIN (SELECT count(*) FROM voter) AS voter_is_locked
    WHERE l.address_hash <> ''
)
SELECT l.version = (SELECT xmin::text FROM battles_battle WHERE id = l.id),
       l.id, l.state, l.settles_at, l.unread_since, l.arena_id, l.voter_id, l.contender_a_id,
       l.contender_b_id, l.address_hash, l.address_hash_before, l.opened_at, l.evidence_tier,
       arena.vote_grace, ballot.outcome, ballot.cast_at, prompt.text, COALESCE(trace.network, '')
FROM locked l
LEFT JOIN battles_addresstrace trace ON trace.battle_id = l.id
JOIN battles_arena arena ON arena.id = l.arena_id
CROSS JOIN (SELECT count(*) FROM voter) AS voter_is_locked
CROSS JOIN (SELECT count(*) FROM prefix) AS prefix_is_locked
LEFT JOIN LATERAL (
    SELECT outcome, cast_at FROM battles_ballot WHERE battle_id = l.id ORDER BY id DESC LIMIT 1
) ballot ON true
LEFT JOIN LATERAL (
    SELECT text FROM battles_prompt WHERE battle_id = l.id ORDER BY turn LIMIT 1
) prompt ON true
"""

CAST = """
WITH locked AS MATERIALIZED (
    SELECT id, state, settles_at, arena_id, xmin::text AS version
    FROM battles_battle WHERE id = %(battle)s FOR NO KEY UPDATE
), standing AS MATERIALIZED (
    SELECT l.id, l.state, l.settles_at, arena.vote_grace,
           l.version = (SELECT xmin::text FROM battles_battle WHERE id = l.id) AS is_current,
           (SELECT outcome FROM battles_ballot WHERE battle_id = l.id ORDER BY id DESC LIMIT 1) AS newest
    FROM locked l JOIN battles_arena arena ON arena.id = l.arena_id
), ballot AS (
    INSERT INTO battles_ballot (battle_id, outcome, cast_at)
    SELECT id, %(outcome)s, %(now)s FROM standing
    WHERE is_current AND vote_grace > 0 AND state = 'answered'
      AND (settles_at IS NULL OR settles_at > %(now)s) AND newest IS DISTINCT FROM %(outcome)s
    RETURNING battle_id
), changed AS (
    UPDATE battles_battle b SET settles_at = %(now)s + make_interval(secs => standing.vote_grace)
    FROM standing, ballot WHERE b.id = standing.id AND ballot.battle_id = b.id
    RETURNING b.settles_at
)
SELECT standing.is_current, standing.state, COALESCE(changed.settles_at, standing.settles_at),
       standing.vote_grace
FROM standing LEFT JOIN changed ON true
"""

ORDINAL = f"""(
    SELECT LEAST(count(*) + 1, {MAX_ORDINAL}) FROM battles_vote earlier
    JOIN battles_battle b ON b.id = earlier.battle_id
    WHERE earlier.arena_id = %(arena)s AND earlier.day = %(day)s AND earlier.battle_id <> %(battle)s
      AND b.sampler <> '{CONTROL_SAMPLER}'
      AND (b.contender_a_id IN (%(a)s, %(b)s) OR b.contender_b_id IN (%(a)s, %(b)s)) AND ({{same}})
)"""  # noqa: S608  constants only

VOTE = """
WITH ballot AS ({ballot}), vote AS (
    INSERT INTO battles_vote (battle_id, arena_id, outcome, cast_at, day, recorded_at, prompt_cluster,
                              evidence_tier, nth_of_voter, nth_of_prefix)
    VALUES (%(battle)s, %(arena)s, %(outcome)s, %(cast_at)s, %(day)s, %(now)s, %(cluster)s, %(tier)s,
            {nth_of_voter}, {nth_of_prefix})
    RETURNING nth_of_voter, nth_of_prefix
), voted AS (
    UPDATE battles_battle SET state = 'voted', settles_at = NULL WHERE id = %(battle)s
), dirty AS (
    INSERT INTO battles_dirtyday (arena_id, day, created_at) VALUES (%(arena)s, %(day)s, %(now)s)
)
SELECT vote.nth_of_voter, vote.nth_of_prefix, policy.voter_cap, policy.prefix_cap, policy.voter_wait,
       policy.prefix_wait, policy.excluded_tiers, policy.waiting_tiers
FROM vote LEFT JOIN LATERAL (
    SELECT * FROM battles_countingpolicy WHERE arena_id = %(arena)s AND effective_from <= %(cast_at)s
    ORDER BY effective_from DESC, id DESC LIMIT 1
) policy ON true
"""
NEW_BALLOT = """
    INSERT INTO battles_ballot (battle_id, outcome, cast_at)
    VALUES (%(battle)s, %(outcome)s, %(cast_at)s) RETURNING id
"""
NO_BALLOT = "SELECT 1"
OF_VOTER = "b.voter_id = %(voter)s"
OF_NETWORK = "b.id IN (SELECT battle_id FROM battles_addresstrace WHERE network = %(network)s)"
OF_PREFIX = "b.address_hash = ANY(%(hashes)s)"
OF_PREFIX_BEFORE = OF_PREFIX + " OR b.address_hash_before = %(hash)s"


class Standing(NamedTuple):
    """A battle after a ballot: whether it took the ballot follows from these."""

    state: str
    settles_at: dt.datetime | None
    vote_grace: int

    def is_waiting(self, now: dt.datetime) -> bool:
        """Whether the battle has a ballot in its grace."""
        is_open = self.state == Battle.State.ANSWERED and self.vote_grace > 0
        return is_open and self.settles_at is not None and self.settles_at > now


def lock_battle(battle_id: int) -> tuple[Any, ...] | None:
    """Lock a battle, its voter and its prefix; the columns of LockedBattle, None if there is no battle.

    Call it in a transaction: a repetition then holds the lock, and sees everything.
    """
    row = _execute_current(LOCK, [battle_id])
    return row[1:] if row else None


def cast(battle_id: int, *, outcome: int, now: dt.datetime) -> Standing | None:
    """Store a ballot where the battle takes one and its arena has a grace.

    None if there is no such battle or others were quicker each time.
    """
    row = _execute_current(CAST, {"battle": battle_id, "outcome": outcome, "now": now})
    return Standing(*row[1:]) if row and row[0] else None


def store_vote(vote: Vote, locked: Votable, *, is_new_ballot: bool) -> CountingTerms:
    """Store a vote, its ballot if that is new, the battle's state and the day's mark; complete the vote.
    Returns the terms of the policy in effect when it was cast.

    Call it in the transaction that has locked the battle with `lock_battle`.
    """
    vote.prompt_cluster = prompt_digest(locked.first_prompt or "")
    vote.evidence_tier = locked.evidence_tier or EvidenceTier.NONE
    of_host = OF_PREFIX_BEFORE if spans_months(locked, vote.day) else OF_PREFIX
    of_prefix = OF_NETWORK if locked.network else of_host
    statement = VOTE.format(
        ballot=NEW_BALLOT if is_new_ballot else NO_BALLOT,
        nth_of_voter=ORDINAL.format(same=OF_VOTER) if locked.voter_id else "NULL",
        nth_of_prefix=ORDINAL.format(same=of_prefix) if locked.address_hash else "NULL",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "battle": locked.pk,
                "arena": vote.arena_id,
                "outcome": int(vote.outcome),
                "cast_at": vote.cast_at,
                "day": vote.day,
                "now": vote.recorded_at,
                "cluster": vote.prompt_cluster,
                "tier": int(vote.evidence_tier),
                "voter": locked.voter_id,
                "a": locked.contender_a_id,
                "b": locked.contender_b_id,
                "hashes": list_prefix_hashes(locked),
                "hash": locked.address_hash,
                "network": locked.network,
            },
        )
        vote.nth_of_voter, vote.nth_of_prefix, *thresholds = cursor.fetchone()
    vote._state.adding, vote._state.db = False, connection.alias
    if thresholds[-1] is None:  # no policy is stored
        return get_counting_terms(CountingPolicy(arena_id=vote.arena_id))
    return CountingTerms(*thresholds)


def _execute_current(statement: str, parameters: Any) -> tuple[Any, ...] | None:
    """Execute until the statement saw the newest version of the row that it locked: its first column."""
    row = None
    with connection.cursor() as cursor:
        for _ in range(MAX_REPEATS):
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
            if row is None or row[0]:
                break
    return row

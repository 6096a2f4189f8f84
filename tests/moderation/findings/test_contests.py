"""Contesting that a vote does not count: once, with words, into the queue."""

import pytest

from battles.counting.eligibility import Reason, get_reason
from battles.models import Battle, Exclusion, Voter
from battles.tags import Tag
from moderation.decisions import blocks
from moderation.decisions import execution as decisions
from moderation.findings import contests
from moderation.findings.contests import AlreadyContested, NothingToContest, State, contest, get_contest
from moderation.models import Finding
from tests.moderation.builders import make_battles

WORDS = "My keyboard sent it twice.\n<script>alert(1)</script>"


def aside(*battles: Battle):
    return decisions.set_aside(
        Battle.objects.filter(pk__in=[battle.pk for battle in battles]),
        reason=Exclusion.Reason.DUPLICATE,
        actor=None,
        public_reason="Sent twice.",
    )


def block(voter: Voter):
    [decision] = blocks.block_voters(
        Voter.objects.filter(pk=voter.pk), starts_at=None, actor=None, public_reason="Scripted."
    )
    return decision


@pytest.fixture
def voter(db):
    return Voter.objects.create(address_hash="f" * 32)


@pytest.fixture
def battle(arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    return battle


@pytest.fixture
def contested(battle):
    """A vote that is set aside and contested: the finding and the decision contested."""
    decision = aside(battle)
    return contest(battle.vote, words=WORDS), decision


def test_a_contest_waits_in_the_queue_and_names_nobody(battle, contested):
    finding = Finding.objects.open().get()
    assert finding == contested[0]
    assert (finding.kind, finding.battle_id) == (Finding.Kind.CONTEST, battle.pk)
    assert finding.evidence == {"words": WORDS, "reason": "set_aside_duplicate"}
    assert (finding.voter, finding.reporter, finding.noticed_by) == (None, None, None)


def test_a_vote_is_contested_once_whatever_comes_of_it(battle, contested):
    with pytest.raises(AlreadyContested):
        contest(battle.vote, words="Once more.")
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="It was twice.")
    with pytest.raises(AlreadyContested):
        contest(battle.vote, words="Once more.")
    assert Finding.objects.get().evidence["words"] == WORDS


def test_two_who_contest_at_once_make_one_finding(battle, monkeypatch):
    aside(battle)
    contest(battle.vote, words=WORDS)
    monkeypatch.setattr(contests, "_finding_about", lambda vote: None)  # neither saw the other
    contest(battle.vote, words="Me too.")
    assert Finding.objects.count() == 1


def test_a_vote_that_counts_cannot_be_contested(battle):
    with pytest.raises(NothingToContest):
        contest(battle.vote, words=WORDS)


def test_a_vote_on_chosen_models_never_counts_and_cannot_be_contested(arena):
    [battle] = make_battles(arena, 1, mode=Battle.Mode.SIDE_BY_SIDE)
    with pytest.raises(NothingToContest):
        contest(battle.vote, words=WORDS)
    assert not Finding.objects.exists()


def test_what_a_detector_found_can_be_contested(arena):
    [battle] = make_battles(arena, 1, tags=int(Tag.IDENTITY_LEAK))
    assert contest(battle.vote, words=WORDS).evidence["reason"] == "identity_leak"


def test_nothing_contested_is_none(battle):
    assert get_contest(battle.vote) is None


def test_it_waits_until_staff_decide(battle, contested):
    found = get_contest(battle.vote)
    assert (found.state, found.words, found.decided_on) == (State.WAITING, WORDS, None)


def test_a_dismissed_contest_says_why(battle, contested):
    decision = decisions.dismiss(Finding.objects.all(), actor=None, public_reason="It was sent twice.")
    found = get_contest(battle.vote)
    assert (found.state, found.public_reason) == (State.DISMISSED, "It was sent twice.")
    decisions.undo(decision, actor=None, public_reason="Not so fast.")
    assert get_contest(battle.vote).state is State.WAITING


def test_giving_the_battle_back_upholds_it(battle, contested):
    decisions.restore(
        Battle.objects.filter(pk=battle.pk), decisions=[contested[1]], actor=None, public_reason="Right."
    )
    assert get_reason(battle.vote) is Reason.COUNTED
    found = get_contest(battle.vote)
    assert (found.state, found.public_reason) == (State.UPHELD, "Right.")
    assert not Finding.objects.open().exists()


def test_undoing_the_decision_upholds_it(battle, contested):
    decisions.undo(contested[1], actor=None, public_reason="A mistake.")
    assert get_contest(battle.vote).state is State.UPHELD
    assert not Finding.objects.open().exists()


def test_unblocking_the_voter_upholds_it(battle, voter):
    decision = block(voter)
    contest(battle.vote, words=WORDS)
    decisions.undo(decision, actor=None, public_reason="Not scripted.")
    assert get_contest(battle.vote).state is State.UPHELD


def test_what_does_not_make_the_vote_count_does_not_uphold_it(battle, voter):
    first = aside(battle)
    contest(battle.vote, words=WORDS)
    block(voter)
    decisions.undo(first, actor=None, public_reason="A mistake.")
    assert get_reason(battle.vote) is Reason.VOTER_BLOCKED
    assert get_contest(battle.vote).state is State.WAITING


def test_setting_the_battle_aside_anew_decides_against_it(battle, contested):
    aside(battle)
    assert get_contest(battle.vote).state is State.DISMISSED


def bar(desk, finding: Finding) -> str:
    """The page of the contested battle, with the bar of the contest above it."""
    response = desk.get(f"/admin/battles/battle/{finding.battle_id}/change/?finding={finding.pk}")
    assert response.status_code == 200
    return response.content.decode()


def test_staff_uphold_a_contest_by_restoring_and_never_by_setting_aside(desk, contested):
    shown = bar(desk, contested[0])
    assert "Uphold: restore…" in shown
    assert "Uphold: set aside…" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert(1)" not in shown


def test_staff_uphold_a_blocked_voters_contest_by_unblocking(desk, battle, voter):
    block(voter)
    assert "Uphold: unblock…" in bar(desk, contest(battle.vote, words=WORDS))


def test_a_contest_about_a_leak_offers_a_correction(desk, arena):
    [battle] = make_battles(arena, 1, tags=int(Tag.IDENTITY_LEAK))
    shown = bar(desk, contest(battle.vote, words=WORDS))
    assert "Uphold: correct the detection" in shown
    assert 'aria-label="Dismiss"' in shown


def test_a_stopped_answer_cannot_be_contested(arena):
    [battle] = make_battles(arena, 1, tags=int(Tag.STOPPED))
    with pytest.raises(contests.NothingToContest):
        contest(battle.vote, words=WORDS)


def test_contests_of_other_votes_stay_open(arena, battle, contested):
    [other] = make_battles(arena, 1)
    held = aside(other)
    contest(other.vote, words=WORDS)
    decisions.undo(contested[1], actor=None, public_reason="A mistake.")
    assert get_contest(other.vote).state is State.WAITING
    decisions.undo(held, actor=None, public_reason="A mistake.")
    assert get_contest(other.vote).state is State.UPHELD

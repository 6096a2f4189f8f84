import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.counting.eligibility import only_counted
from battles.models import Battle, Exclusion, Vote, Voter
from moderation.decisions import execution as decisions
from moderation.decisions import kinds, proposals, refusals
from moderation.decisions.registry import DecisionDraft
from moderation.models import Decision, Proposal, ProposalAnswer
from moderation.policies import Policy
from tests.moderation.builders import make_battles

SPAM = Exclusion.Reason.SPAM
WORDS = {"public_reason": "Advertising.", "private_note": "Same shop again."}


@pytest.fixture(autouse=True)
def _two_are_many(settings):
    settings.MODERATION_MANY_BATTLES = 2


@pytest.fixture
def ann(db):
    return User.objects.create_superuser("ann")


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben", is_staff=True)


def votes_that_count() -> set[int]:
    return set(only_counted(Vote.objects.all()).values_list("pk", flat=True))


def spam(battles=None) -> DecisionDraft:
    return kinds.SET_ASIDE.draft(Battle.objects.all() if battles is None else battles, reason=SPAM, **WORDS)


@pytest.fixture
def proposal(battles, ann) -> Proposal:
    """Three battles to set aside, proposed by a superuser."""
    return proposals.submit(spam(), actor=ann).proposal


def test_a_small_decision_is_taken_at_once(battles, ann):
    taken = proposals.submit(spam(Battle.objects.filter(pk=battles[0].pk)), actor=ann)
    assert taken.proposal is None
    assert [decision.policy for decision in taken.decisions] == [Policy.SPAM]
    assert votes_that_count() == {battle.pk for battle in battles[1:]}


def test_a_big_one_waits_even_where_a_superuser_takes_it(proposal, battles, ann):
    assert (proposal.proposer, proposal.policy, proposal.public_reason) == (ann, Policy.SPAM, "Advertising.")
    assert (proposal.stops, proposal.starts) == (3, 0)
    assert not Decision.objects.exists()
    assert len(votes_that_count()) == 3


def moves(change, past) -> bool:
    return True


def test_one_that_moves_a_top_ten_rank_waits_however_small(battles, ann, settings):
    settings.MODERATION_IMPACT = f"{__name__}.moves"
    assert proposals.submit(spam(Battle.objects.filter(pk=battles[0].pk)), actor=ann).proposal


def test_another_member_of_staff_confirms_and_exactly_what_was_frozen_is_decided(proposal, arena, ben):
    [late] = make_battles(arena, 1)
    [decision] = proposals.confirm(proposal, by=ben)
    assert votes_that_count() == {late.pk}
    assert (decision.actor, decision.proposal, decision.proposal.proposer.username) == (ben, proposal, "ann")
    assert (decision.public_reason, decision.private_note) == ("Advertising.", "Same shop again.")
    assert decision.battles.count() == 3
    assert not Proposal.objects.open().exists()


def test_nobody_answers_their_own_and_nobody_withdraws_anothers(proposal, ann, ben):
    for answer in (proposals.confirm, proposals.decline):
        with pytest.raises(refusals.OwnProposal):
            answer(proposal, by=ann, words="Yes.")
    with pytest.raises(refusals.NotYourProposal):
        proposals.withdraw(proposal, by=ben)
    assert proposal.is_open
    assert not Decision.objects.exists()


@pytest.mark.parametrize("first", ["confirm", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["confirm", "decline", "withdraw"])
def test_it_is_answered_once(proposal, ann, ben, first, second):
    who = {"confirm": ben, "decline": ben, "withdraw": ann}
    getattr(proposals, first)(proposal, by=who[first], words="So be it.")
    with pytest.raises(refusals.AlreadyAnswered):
        getattr(proposals, second)(proposal, by=who[second], words="So be it.")
    assert Decision.objects.count() == (first == "confirm")


def test_the_database_itself_refuses_an_answer_of_the_wrong_person(proposal, ann, ben):
    wrong = [("confirmed", ann), ("declined", ann), ("withdrawn", ben)]
    for verdict, by in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposalAnswer.objects.create(proposal=proposal, proposer=ann, verdict=verdict, answered_by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalAnswer.objects.create(proposal=proposal, verdict="withdrawn", answered_by=ben)


def test_what_a_rule_proposed_anybody_may_confirm(battles, ben):
    waiting = proposals.submit(spam(), actor=None).proposal
    proposals.confirm(waiting, by=ben)
    assert votes_that_count() == set()


def test_of_an_undo_those_undone_meanwhile_are_passed_over(battles, ann, ben):
    each = [
        decisions.set_aside([battle.pk], reason=SPAM, actor=None, public_reason="x") for battle in battles
    ]
    first = each[0]
    standing = Decision.objects.standing().order_by("pk")
    waiting = proposals.submit(kinds.UNDO.draft(standing, public_reason="x"), actor=ann)
    decisions.undo(first, actor=None, public_reason="x")
    assert len(proposals.confirm(waiting.proposal, by=ben)) == 2
    assert len(votes_that_count()) == 3


def test_of_a_restore_what_is_not_held_any_more_is_passed_over_and_nothing_left_is_refused(battles, ann, ben):
    held = decisions.set_aside(Battle.objects.all(), reason=SPAM, actor=None, public_reason="x")
    restore = kinds.RESTORE.draft(
        Battle.objects.all(), decisions=[held.pk], policy=Policy.MISTAKE, public_reason="x"
    )
    first, second = (proposals.submit(restore, actor=ann).proposal for _ in range(2))
    decisions.restore([battles[0].pk], decisions=[held], actor=None, public_reason="x")
    [taken] = proposals.confirm(first, by=ben)
    assert taken.battles.count() == 2
    with pytest.raises(refusals.NothingToDecide):
        proposals.confirm(second, by=ben)
    second.refresh_from_db()
    assert second.is_open


def test_a_block_waits_with_its_times(arena, ann, ben):
    voter = Voter.objects.create()
    make_battles(arena, 3, voter=voter)
    now = timezone.now()
    draft = kinds.BLOCK.draft(
        Voter.objects.all(),
        days="7",
        now=now,
        policy=Policy.MANIPULATION,
        public_reason="Scripted.",
    )
    waiting = proposals.submit(draft, actor=ann).proposal
    assert len(votes_that_count()) == 3
    assert proposals.build_draft(waiting).ends_at == now + dt.timedelta(days=7)
    [decision] = proposals.confirm(waiting, by=ben)
    assert (decision.kind, decision.policy, decision.voter) == ("block", Policy.MANIPULATION, voter)
    assert votes_that_count() == set()


def test_several_are_answered_together_or_not_at_all(battles, ann, ben):
    waiting = [proposals.submit(spam(), actor=who).proposal for who in (ann, ben)]
    with pytest.raises(refusals.OwnProposal):
        proposals.answer_all(Proposal.objects.all(), proposals.confirm, by=ben)
    assert Proposal.objects.open().count() == 2
    assert proposals.combined_change(Proposal.objects.all()).stops == votes_that_count()
    third = User.objects.create_user("cleo", is_staff=True)
    assert proposals.answer_all(Proposal.objects.all(), proposals.confirm, by=third) == 2
    assert Decision.objects.filter(proposal__in=waiting).count() == 2


def test_what_would_be_refused_is_not_proposed(battles, ann):
    with pytest.raises(refusals.ReasonNeedsWords):
        kinds.SET_ASIDE.draft(Battle.objects.all(), reason=Exclusion.Reason.OTHER, public_reason=" ")
    with pytest.raises(refusals.NothingToDecide):
        spam(Battle.objects.none())


def test_a_confirmed_proposal_is_undone_like_any_decision(proposal, ben, settings):
    [decision] = proposals.confirm(proposal, by=ben)
    settings.MODERATION_MANY_BATTLES = 3
    taken = proposals.submit(
        kinds.UNDO.draft(Decision.objects.filter(pk=decision.pk), policy=Policy.MISTAKE, public_reason="x"),
        actor=ben,
    )
    assert taken.decisions[0].undoes == decision
    assert len(votes_that_count()) == 3

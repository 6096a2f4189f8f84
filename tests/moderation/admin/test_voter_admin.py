import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from battles.counting.eligibility import Reason, get_reason
from battles.models import Voter, VoterBlock
from moderation.decisions import blocks
from moderation.models import Decision, Finding
from tests.moderation.builders import add_turn, make_battles

LIST = reverse("admin:battles_voter_changelist")
HASH = "5ca1ab1e" * 4


@pytest.fixture
def voter(db):
    return Voter.objects.create(address_hash=HASH)


def page(voter: Voter) -> str:
    return reverse("admin:battles_voter_change", args=[voter.pk])


def personal_data(voter: Voter) -> str:
    return reverse("admin:battles_voter_traces", args=[voter.pk])


def ask(client, action: str, *chosen: Voter, **extra):
    return client.post(LIST, {"action": action, "_selected_action": [voter.pk for voter in chosen], **extra})


def confirm(client, asked, **words):
    sent = {"confirm": asked.context["fingerprint"], "public_reason": "Scripted votes.", **words}
    return client.post(LIST, {**dict(asked.context["hidden"]), **sent}, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def block(voter: Voter) -> Decision:
    [decision] = blocks.block_voters(
        Voter.objects.filter(pk=voter.pk), starts_at=None, actor=None, public_reason="Scripted votes."
    )
    return decision


def test_a_voter_is_blocked_for_a_week_from_now_on(desk, superuser, arena, voter):
    [past] = make_battles(arena, 1, voter=voter)
    done = confirm(desk, ask(desk, "block", voter), days="7")
    [message] = messages_of(done)
    assert message.startswith("1 voter blocked.")
    block = VoterBlock.objects.get()
    assert (block.ends_at - block.starts_at).days == 7
    assert Decision.objects.get().actor == superuser
    [later] = make_battles(arena, 1, voter=voter)
    assert get_reason(past.vote) is Reason.COUNTED
    assert get_reason(later.vote) is Reason.VOTER_BLOCKED


def test_a_block_can_cover_past_votes_and_have_no_end(desk, arena, voter):
    [past] = make_battles(arena, 1, voter=voter)
    confirm(desk, ask(desk, "block", voter), days="", past_votes="on")
    assert VoterBlock.objects.get().ends_at is None
    assert get_reason(past.vote) is Reason.VOTER_BLOCKED


def test_a_voter_is_unblocked(desk, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    block(voter)
    done = confirm(desk, ask(desk, "unblock", voter))
    assert messages_of(done) == ["1 block undone."]
    assert get_reason(battle.vote) is Reason.COUNTED


def test_unblocking_who_is_not_blocked_says_so(desk, voter):
    response = confirm(desk, ask(desk, "unblock", voter))
    assert "This decision would change nothing" in response.content.decode()


@pytest.mark.parametrize("action", ["block", "unblock"])
def test_blocking_and_unblocking_want_a_permission(staff_with, voter, action):
    block(voter)
    viewer = staff_with("battles.view_voter", "moderation.view_traces")
    sent = {"confirm": f"1-{voter.pk}", "public_reason": "x", "days": "7"}
    assert "confirmation" not in ask(viewer, action, voter, **sent).context
    assert Decision.objects.count() == 1
    blocker = staff_with("battles.view_voter", "moderation.block_voter")
    assert "confirmation" in ask(blocker, action, voter).context


def test_no_page_shows_a_trace_unasked(desk, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter, address_hash=HASH)
    for url in (LIST, page(voter), reverse("admin:battles_battle_change", args=[battle.pk])):
        text = desk.get(url).content.decode()
        assert HASH not in text
        assert str(voter.key) not in text


def test_looking_at_traces_is_logged(desk, superuser, voter):
    neighbour = Voter.objects.create(address_hash=HASH)
    text = desk.get(personal_data(voter)).content.decode()
    assert HASH in text
    assert page(neighbour) in text
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (superuser, str(voter.pk))
    history = desk.get(reverse("admin:battles_voter_history", args=[voter.pk])).content.decode()
    assert "Viewed personal data." in history


def test_voters_without_an_address_are_no_neighbours(desk, db):
    first, second = Voter.objects.create(), Voter.objects.create()
    assert page(second) not in desk.get(personal_data(first)).content.decode()


def test_traces_want_a_permission_and_a_refusal_is_no_look(staff_with, voter):
    viewer = staff_with("battles.view_voter", "moderation.block_voter")
    response = viewer.get(personal_data(voter))
    assert response.status_code == 403
    assert not LogEntry.objects.exists()
    assert personal_data(voter) not in viewer.get(page(voter)).content.decode()
    only_traces = staff_with("moderation.view_traces")
    assert only_traces.get(personal_data(voter)).status_code == 403


def test_the_page_tells_votes_blocks_and_findings(desk, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    add_turn(battle, "Which bird is it?", "A heron.", "An otter.")
    Finding.objects.create(kind=Finding.Kind.STAFF, voter=voter, evidence={"note": "Votes by night."})
    decision = block(voter)
    text = desk.get(page(voter)).content.decode()
    votes = f"{reverse('admin:battles_battle_changelist')}?voter={voter.pk}"
    for expected in ("Which bird is it?", "Votes by night.", "1 vote", votes, str(decision)):
        assert expected in text


def test_the_page_of_an_unknown_voter_leads_back_to_the_desk(desk, db):
    for unknown in ("4711", "nonsense"):
        assert desk.get(reverse("admin:battles_voter_change", args=[unknown])).status_code == 302
    assert desk.get(reverse("admin:battles_voter_traces", args=[4711])).status_code == 302
    assert not LogEntry.objects.exists()


def rows(response) -> set[Voter]:
    return set(response.context["cl"].result_list)


def test_the_list_filters_voters(desk, voter):
    other = Voter.objects.create(origin=Voter.Origin.IMPORTED)
    now = timezone.now()
    blocks.block_voters(
        Voter.objects.filter(pk=other.pk),
        starts_at=now - timezone.timedelta(days=2),
        ends_at=now - timezone.timedelta(days=1),
        actor=None,
        public_reason="x",
    )
    block(voter)
    assert rows(desk.get(LIST, {"block": "now"})) == {voter}
    assert rows(desk.get(LIST, {"block": "ever"})) == {voter, other}
    assert rows(desk.get(LIST, {"origin__exact": "imported"})) == {other}
    assert rows(desk.get(LIST, {"q": str(voter.pk)})) == {voter}
    assert rows(desk.get(LIST, {"q": "heron"})) == set()
    Finding.objects.create(kind=Finding.Kind.STAFF, voter=other)
    assert rows(desk.get(LIST, {"findings": "open"})) == {other}
    assert rows(desk.get(LIST, {"findings": "none"})) == {voter}


def test_list_and_page_take_the_same_queries_for_few_and_for_many(desk, arena, voter):
    desk.get(page(voter))  # learns the content type
    numbers = []
    for more in (2, 15):
        for battle in make_battles(arena, more, voter=voter):
            add_turn(battle, "Hello", "Hi", "Hey")
            Finding.objects.create(kind=Finding.Kind.STAFF, voter=voter)
            block(Voter.objects.create())
            block(voter)
        for url in (LIST, page(voter)):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(url).status_code == 200
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) < 20


def test_voters_cannot_be_added_changed_or_deleted(desk, voter):
    assert desk.post(page(voter), {"origin": "imported"}).status_code == 403
    assert desk.get(reverse("admin:battles_voter_add")).status_code == 403
    assert desk.get(reverse("admin:battles_voter_delete", args=[voter.pk])).status_code == 403
    assert Voter.objects.get().origin == Voter.Origin.LIVE


def test_a_voter_whose_battle_came_from_the_same_address_is_a_neighbour(desk, arena, voter):
    later = Voter.objects.create(address_hash="e" * 32)  # hashed under the key of another month
    make_battles(arena, 1, voter=later, address_hash=HASH)
    assert page(later) in desk.get(personal_data(voter)).content.decode()
    assert page(voter) in desk.get(personal_data(later)).content.decode()

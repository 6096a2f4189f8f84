"""A visitor reports an answer of a battle of their own; nothing about it gives a name away."""

import pytest
from django.test import Client
from django.urls import reverse

from battles import services
from battles.models import Answer, Battle, Voter
from battles.outcomes import Outcome
from battles.visitors import COOKIE, COOKIE_SALT
from moderation.models import Finding
from tests import world

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def browser(voter: Voter, **options) -> Client:
    """The browser of a voter."""
    client = Client(REMOTE_ADDR="192.0.2.7", **options)
    response = Client().get("/healthz")
    response.set_signed_cookie(COOKIE, str(voter.key), salt=COOKIE_SALT)
    client.cookies[COOKIE] = response.cookies[COOKIE].value
    return client


@pytest.fixture
def battle(arena):
    world.make_pool(arena, ("heron-7b", "otter-9b"))
    return world.answered_battle(arena)


@pytest.fixture
def visitor(battle):
    return browser(battle.voter)


def form(battle: Battle, turn=1, side="a") -> str:
    return reverse("report", args=[battle.key, turn, side])


def send(client: Client, battle: Battle, turn=1, side="a", **sent):
    data = {"reason": "broken", "words": "It stops in the middle.", **sent}
    headers = HTMX if sent.pop("htmx", False) else {}
    return client.post(reverse("report_send", args=[battle.key, turn, side]), data, **headers)


def test_each_answer_of_a_battle_can_be_reported(visitor, battle):
    page = visitor.get(reverse("battle", args=[battle.key])).content.decode()
    assert form(battle, side="a") in page
    assert form(battle, side="b") in page


def test_a_report_becomes_a_finding_with_its_evidence(visitor, battle):
    response = send(visitor, battle)
    assert response.status_code == 302
    assert response.url == form(battle)
    finding = Finding.objects.get()
    answer = Answer.objects.get(prompt__battle=battle, side="a")
    assert (finding.kind, finding.battle, finding.reporter) == (Finding.Kind.REPORT, battle, battle.voter)
    assert finding.voter is None
    assert finding.evidence == {
        "reason": "broken",
        "words": "It stops in the middle.",
        "answer": answer.pk,
        "turn": 1,
        "side": "a",
        "before_vote": True,
    }
    assert "You have reported answer A" in visitor.get(response.url).content.decode()


def test_after_the_vote_it_is_reported_just_so(visitor, battle):
    services.cast_ballot(battle, outcome=Outcome.A, now=world.NOON)
    services.reveal(battle, now=world.NOON)
    assert send(visitor, battle).status_code == 302
    assert Finding.objects.get().evidence["before_vote"] is False


def test_reporting_the_same_answer_again_changes_nothing(visitor, battle):
    send(visitor, battle)
    send(visitor, battle, reason="abusive")
    send(visitor, battle, side="b")
    assert list(Finding.objects.order_by("pk").values_list("evidence__reason", "evidence__side")) == [
        ("broken", "a"),
        ("broken", "b"),
    ]


def test_htmx_gets_the_form_and_the_thanks_alone(visitor, battle):
    opened = visitor.get(form(battle), **HTMX).content.decode()
    assert opened.lstrip().startswith('<section class="report" id="report-a-1"')
    done = visitor.post(
        reverse("report_send", args=[battle.key, 1, "a"]), {"reason": "identity", "words": ""}, **HTMX
    )
    assert "You have reported answer A" in done.content.decode()
    assert "<html" not in done.content.decode()


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"reason": ""}, "Please choose what is wrong."),
        ({"reason": "dull"}, "Select a valid choice."),
        ({"reason": "other", "words": " "}, "Please describe what is wrong."),
        ({"words": "x" * 1_001}, "at most 1000 characters"),
        ({"words": "x\x00y"}, "Null characters are not allowed."),
    ],
)
def test_a_report_that_says_nothing_is_refused_and_kept(visitor, battle, sent, complaint):
    response = send(visitor, battle, **sent)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert not Finding.objects.exists()


def test_nobody_else_can_report_or_see_the_form(battle):
    for other in (Client(), browser(world.make_voter())):
        assert other.get(form(battle)).status_code == 404
        assert send(other, battle).status_code == 404
    assert not Finding.objects.exists()


def test_what_does_not_exist_or_is_still_being_written_cannot_be_reported(visitor, battle):
    assert visitor.get(form(battle, turn=2)).status_code == 404
    assert visitor.get(form(battle, side="c")).status_code == 404
    Answer.objects.filter(side="b").update(state=Answer.State.RUNNING)
    assert send(visitor, battle, side="b").status_code == 404


def test_the_form_wants_its_token(battle):
    strict = browser(battle.voter, enforce_csrf_checks=True)
    assert send(strict, battle).status_code == 403
    assert not Finding.objects.exists()


def test_no_byte_of_form_or_thanks_tells_a_name(visitor, battle):
    pages = [visitor.get(form(battle)), visitor.get(form(battle), **HTMX), send(visitor, battle)]
    pages += [visitor.get(form(battle)), visitor.get(form(battle), **HTMX)]
    for page in pages:
        whole = (str(page.headers) + page.content.decode()).lower()
        assert not [name for name in ("heron-7b", "otter-9b", "contender") if name in whole]


def test_what_a_visitor_writes_is_never_read_as_html(visitor, battle):
    hostile = "<script>alert(1)</script>"
    response = send(visitor, battle, reason="", words=hostile)
    assert hostile not in response.content.decode()
    assert "&lt;script&gt;" in response.content.decode()


def test_reports_are_limited(visitor, battle, settings):
    settings.REPORTS_PER_DAY = 1
    assert send(visitor, battle).status_code == 302
    refused = send(visitor, battle, side="b")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "It stops in the middle." in refused.content.decode()
    assert Finding.objects.count() == 1
    assert send(visitor, battle).status_code == 302  # what is reported already costs nothing

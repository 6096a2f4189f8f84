"""A page that is filled into a kept shell has the bytes that Django's templates give, for every visitor."""

import re
import uuid

import pytest
from django.core.signing import get_cookie_signer
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone
from django.views.decorators.cache import never_cache

from battles import services
from battles.database import recent_facts
from battles.gates import FormPart
from battles.models import Battle, LegalDocument, Voter
from battles.outcomes import Outcome
from battles.views import start_facts, start_page
from battles.views.page_shells import PageShells
from battles.visitors import COOKIE, COOKIE_SALT
from tests import world

pytestmark = pytest.mark.django_db

RANDOM = {
    "TOKEN": re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"'),
    "KEY": re.compile(r'name="key" value="([\w-]{36})"'),
    "WAITING": re.compile(r'name="waiting" value="([^"]+)"'),
}
PROMPT = "Why is <b>4 & 5</b> “less” than " + "nine? " * 30


def normalise(html: str) -> str:
    """The page with a name in each place where a random value of this request is."""
    for name, pattern in RANDOM.items():
        for value in pattern.findall(html):
            html = html.replace(value, name)
    return html


def browser(voter: Voter | None = None) -> Client:
    client = Client()
    if voter is not None:
        client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE_SALT).sign(str(voter.key))
    return client


class WithoutShells:
    """Renders each page by Django's template."""

    def __init__(self, template: str):
        self._template = template

    def render(self, request, key, values, build_context) -> bytes:
        return render_to_string(self._template, build_context(values), request).encode()


def new_visitor(arena) -> Voter | None:
    return None


def unknown_voter(arena) -> Voter:
    return Voter(key=uuid.uuid4())


def voter_who_has_voted(arena) -> Voter:
    return world.voted_battle(arena).voter


def voter_who_waits(arena) -> Voter:
    return world.open_battle(arena, prompt=PROMPT).voter


def voter_who_may_vote(arena) -> Voter:
    return world.answered_battle(arena, prompt=PROMPT).voter


def voter_in_the_grace(arena) -> Voter:
    battle = world.answered_battle(arena)
    return services.cast_ballot(battle, outcome=Outcome.A, now=timezone.now()).voter


def voter_under_old_terms(arena) -> Voter:
    for kind in LegalDocument.Kind.values:
        LegalDocument.objects.create(
            kind=kind,
            text_en="New.",
            text_zh_hant="新。",
            change_en=f"<{kind}> changed.",
            change_zh_hant=f"<{kind}> 變了。",
            published_at=timezone.now(),
        )
    return Voter.objects.create(terms_version=1, privacy_version=1)


VISITORS = [
    *(new_visitor, unknown_voter, voter_who_has_voted, voter_who_waits, voter_who_may_vote),
    *(voter_in_the_grace, voter_under_old_terms),
]


@pytest.mark.parametrize("proof", [False, True], ids=["no proof", "proof"])
@pytest.mark.parametrize("prefix", ["", "/zh-hant"], ids=["en", "zh-hant"])
@pytest.mark.parametrize("visit", VISITORS, ids=lambda visit: visit.__name__)
def test_the_start_page_has_the_bytes_of_its_template(
    arena, pool, settings, monkeypatch, visit, prefix, proof
):
    world.make_pool(world.make_arena("code", is_paced=False))
    monkeypatch.setattr(start_page, "SHELLS", PageShells(start_page.TEMPLATE))
    voter = visit(arena)
    settings.PROOF = proof
    for path in (f"{prefix}/", f"{prefix}/arena/code/", f"{prefix}/"):
        browser().get(path)  # another visitor has made the shell
        filled = browser(voter).get(path)
        with monkeypatch.context() as patched:
            patched.setattr(start_page, "SHELLS", WithoutShells(start_page.TEMPLATE))
            rendered = browser(voter).get(path)
        assert normalise(filled.content.decode()) == normalise(rendered.content.decode())
        assert {**filled.headers, "Expires": ""} == {**rendered.headers, "Expires": ""}
        found = {name for name, pattern in RANDOM.items() if pattern.search(filled.content.decode())}
        assert found == ({"TOKEN", "KEY", "WAITING"} if proof else {"TOKEN", "KEY"})


def test_many_visitors_share_one_shell_and_no_value(arena, pool, monkeypatch, settings):
    settings.PROOF = True
    shells = PageShells(start_page.TEMPLATE)
    monkeypatch.setattr(start_page, "SHELLS", shells)
    pages = [browser().get("/").content.decode() for _ in range(5)]
    assert len(shells) == 1
    for pattern in RANDOM.values():
        assert len({pattern.search(page)[1] for page in pages}) == 5


def test_a_visitor_s_battle_is_on_no_other_visitor_s_page(arena, pool):
    battle = world.open_battle(arena, prompt="A heron, please")
    assert str(battle.key) in browser(battle.voter).get("/").content.decode()
    other = browser(world.open_battle(arena, prompt="Another bird").voter).get("/").content.decode()
    assert "A heron" not in other
    assert str(battle.key) not in other
    assert "resume" not in re.sub(r"<link[^>]*>", "", browser().get("/").content.decode())


def test_the_form_s_token_is_accepted_and_masked_anew(arena, pool):
    client = Client(enforce_csrf_checks=True)
    tokens = [RANDOM["TOKEN"].search(client.get("/").content.decode())[1] for _ in range(2)]
    assert tokens[0] != tokens[1]
    for token in tokens:
        form = {"prompt": "Hello", "key": str(uuid.uuid4()), "arena": "text", "csrfmiddlewaretoken": token}
        assert client.post("/battles/", form).status_code == 302
    forged = form | {"csrfmiddlewaretoken": "a" * 64, "key": str(uuid.uuid4())}
    assert client.post("/battles/", forged).status_code == 403
    assert Battle.objects.count() == 2


def test_a_page_that_repeats_its_address_is_no_shell(arena, pool, monkeypatch):
    shells = PageShells(start_page.TEMPLATE)
    monkeypatch.setattr(start_page, "SHELLS", shells)
    assert "a &lt;draft&gt;</textarea>" in Client().get("/", {"prompt": "a <draft>"}).content.decode()
    assert len(shells) == 0


def test_a_gate_that_does_not_name_what_is_a_visitor_s_own_gets_no_shell(arena, pool, monkeypatch):
    numbers = iter(range(9))

    def build_parts(evidence):
        part = {"field": "mine", "token": f"mine-{next(numbers)}"}
        return [FormPart("moderation/proof/_form_part.html", part)]

    monkeypatch.setattr(start_page, "build_form_parts", build_parts)
    for number in range(2):
        assert f'name="mine" value="mine-{number}"' in Client().get("/").content.decode()


def test_old_shells_are_dropped(arena, pool, monkeypatch, settings):
    settings.ALLOWED_HOSTS = [".example.org"]
    shells = PageShells(start_page.TEMPLATE, max_shells=3)
    monkeypatch.setattr(start_page, "SHELLS", shells)
    for number in range(5):
        Client().get("/", headers={"host": f"site-{number}.example.org"})
    assert len(shells) == 3


def test_a_change_of_the_arenas_is_on_the_page_within_a_second(arena, pool, monkeypatch):
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", 1.0)
    moments = iter([10.0, 10.9, 11.0])
    monkeypatch.setattr(recent_facts.time, "monotonic", lambda: next(moments))
    recent_facts.forget_recent_facts()
    assert start_facts.get_start_facts().get_arena(None).title == arena.title
    type(arena).objects.update(title="Renamed")
    assert start_facts.get_start_facts().get_arena(None).title == arena.title
    assert start_facts.get_start_facts().get_arena(None).title == "Renamed"


@pytest.mark.parametrize("voter", [new_visitor, voter_who_may_vote], ids=["new", "returning"])
def test_the_start_page_needs_one_statement_at_most(
    arena, pool, monkeypatch, django_assert_max_num_queries, voter
):
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", 3600.0)
    recent_facts.forget_recent_facts()
    client = browser(voter(arena))
    client.get("/")
    with django_assert_max_num_queries(0 if voter is new_visitor else 1):
        client.get("/")
    recent_facts.forget_recent_facts()


def test_a_battle_in_a_hidden_arena_is_not_resumed(arena, pool):
    hidden = world.make_arena("hidden")
    world.make_pool(hidden)
    voter = world.answered_battle(arena, prompt="A public question").voter
    world.answered_battle(hidden, voter=voter, prompt="A hidden one")
    type(arena).objects.filter(pk=hidden.pk).update(visibility="hidden")
    page = browser(voter).get("/").content.decode()
    assert "A public question" in page
    assert "A hidden one" not in page


def test_pages_of_visitors_have_the_cache_headers_of_django(arena, pool):
    never = never_cache(lambda request: HttpResponse())(RequestFactory().get("/")).headers
    headers = Client().get("/").headers
    assert headers["Cache-Control"] == never["Cache-Control"]
    assert headers["Expires"].endswith("GMT")

"""The templates themselves: what the content policy forbids, what forms need, what each state offers."""

import json
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from battles.blind import BlindAnswer, BlindBattle, BlindTurn, ModelCard, Names
from battles.outcomes import Outcome
from battles.views.own_battle import Result
from tests import world

ROOT = settings.BASE_DIR / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
APPS = ["arenasite", "battles", "moderation", "ratings"]


def static_files(ending: str) -> list[Path]:
    """The apps' own static files; a run leaves copies of them in the data directory."""
    return sorted(path for app in APPS for path in (settings.BASE_DIR / app / "static").rglob(f"*.{ending}"))


SCRIPTS = static_files("js")
STYLESHEETS = static_files("css")

FORBIDDEN = {
    "style attribute": r"\sstyle\s*=",
    "style element": r"<style\b",
    "event attribute": r"""\son[a-z]+\s*=\s*["']""",
    "htmx event attribute": r"\shx-on[:\-]",
    "evaluated htmx value": r"""hx-vals\s*=\s*["']\s*js:""",
    # A data block is not run: search engines read it.
    "inline script": r"<script\b(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)",
    "script address": r"javascript:",
    "foreign source": r"""(?:src|<link[^>]*href)\s*=\s*["'](?:https?:)?//""",
}


@pytest.fixture(autouse=True)
def _english():
    # A request in another language leaves it active in this thread.
    with translation.override("en"):
        yield


@pytest.fixture
def request_of_a_visitor():
    return RequestFactory().get("/")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_policy_forbids(name, what):
    found = re.search(FORBIDDEN[what], (ROOT / name).read_text(), re.IGNORECASE)
    assert found is None, f"{what}: {found.group()!r}"


@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("style attribute", '<p style="color: red">'),
        ("style element", "<style>p{}</style>"),
        ("event attribute", '<a onclick="go()">'),
        ("htmx event attribute", '<a hx-on:click="go()">'),
        ("evaluated htmx value", "<a hx-vals='js:{}'>"),
        ("inline script", "<script>go()</script>"),
        ("inline script", '<script type="module">go()</script>'),
        ("script address", '<a href="javascript:go()">'),
        ("foreign source", '<img src="//elsewhere.example/x.png">'),
    ],
)
def test_the_scan_finds_each_forbidden_thing(what, bad):
    assert re.search(FORBIDDEN[what], bad, re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_loads(name):
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_posts_carries_a_token(name):
    forms = re.findall(r"<form\b[^>]*>.*?</form>", (ROOT / name).read_text(), re.DOTALL)
    posting = [form for form in forms if 'method="post"' in form.split(">", 1)[0] or "hx-post" in form]
    assert all("{% csrf_token %}" in form for form in posting)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_static_file_a_template_names_exists(name):
    named = re.findall(r"""\{% static ['"]([^'"]+)['"]""", (ROOT / name).read_text())
    assert [path for path in named if finders.find(path) is None] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_take_html_in_one_place_only_and_evaluate_nothing(path):
    script = path.read_text()
    assert script.count("innerHTML") == (1 if path.name == "battle.js" else 0)
    assert not re.search(r"\beval\(|new Function|insertAdjacentHTML|outerHTML|document\.write", script)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_stylesheets_fetch_nothing(path):
    assert not re.search(r"@import|url\(", path.read_text())


def test_htmx_is_told_to_obey_the_policy(request_of_a_visitor):
    page = render_to_string("base.html", request=request_of_a_visitor)
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page).group(1))
    assert (config["includeIndicatorStyles"], config["allowEval"], config["allowScriptTags"]) == (False,) * 3


def test_the_failure_page_needs_no_request_no_database_and_no_addresses(settings):
    settings.ROOT_URLCONF = "no.such.module"
    page = render_to_string("arenasite/failure.html", {"status": 500, "words": "Something <broke>."})
    assert "Something &lt;broke&gt;." in page
    assert "/static/arenasite/base.css" in page


@pytest.mark.parametrize("path", ["/leaderboard/", "/about/", "/models/text-left/", "/zh-hant/leaderboard/"])
def test_public_pages_hold_no_token_and_set_no_cookie(client, pool, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies


def test_the_front_page_tells_the_limit_and_says_so_in_both_languages(client, arena):
    arena.max_prompt_characters = 12_345
    arena.save()
    for path in ("/", "/zh-hant/"):
        page = client.get(path).content.decode()
        assert "12,345" in page
        assert 'data-limit="12345"' in page
        assert "csrfmiddlewaretoken" in page


def test_each_open_arena_is_offered_where_there_are_several(client, arena):
    assert "/arena/text/" not in re.sub(r'href="/language/[^"]+"', "", client.get("/").content.decode())
    world.make_arena("maths")
    world.make_arena("closed", accepts_battles=False)
    page = client.get("/arena/maths/").content.decode()
    offered = re.findall(r'href="/arena/(\w+)/"( aria-current="true")?', page)
    assert offered == [("text", ""), ("maths", ' aria-current="true"')]


def test_the_other_language_is_offered_at_an_address_that_can_be_fetched(client, pool):
    page = client.post("/battles/", {"prompt": "", "arena": "text", "key": uuid.uuid4()}).content.decode()
    offered = re.search(r'href="(/language/zh-hant/\?next=[^"]+)"', page).group(1)
    assert client.get(offered, follow=True).status_code == 200


def test_chosen_models_stay_chosen_when_a_prompt_is_refused(client, pool):
    a, b = (str(contender.pk) for contender in pool)
    form = {"prompt": " ", "arena": "text", "key": uuid.uuid4(), "a": a, "b": b}
    page = client.post("/battles/", form).content.decode()
    assert re.findall(r'type="hidden" name="[ab]" value="(\d+)"', page) == [a, b]
    assert re.findall(r'name="name_[ab]" value="(\w+)"', page) == ["left", "right"]
    assert 'role="alert"' in page


@pytest.fixture
def preview(arena):
    world.make_contender(arena, "aaa-secret", state="preview", organization="Hidden House")
    arena.contenders.update(codename="heron")


def test_a_preview_is_not_offered_side_by_side(client, arena, preview):
    assert "heron" not in client.get("/side-by-side/").content.decode()
    arena.offers_previews = True
    arena.save()
    assert "heron" in client.get("/side-by-side/").content.decode()


def test_a_preview_is_offered_without_its_maker_and_sorted_by_its_codename(client, arena, preview):
    arena.offers_previews = True
    arena.save()
    for name in ("crane", "Kite"):
        world.make_contender(arena, name)
    page = client.get("/side-by-side/").content.decode()
    assert page.index("crane") < page.index("heron") < page.index("Kite")
    assert "Hidden House" not in page
    assert "secret" not in page


# The ballot in each state


def battle_in(state: str, **more) -> BlindBattle:
    answer_state = "running" if state == "running" else "done"
    a, b = (BlindAnswer(side, answer_state, mark_safe(f"<p>{side}</p>")) for side in "ab")
    fields = {
        "key": uuid.UUID(int=7),
        "arena_slug": "text",
        "arena_title": "Text",
        "mode": "anonymous",
        "state": state,
        "turns": (BlindTurn(1, 1, "What is a <heron>?", a, b),),
        "has_room": True,
        "turns_left": 3,
        "max_prompt_characters": 1000,
        "was_stopped": False,
        "asks_identity": False,
        "ballot": None,
        "seconds_left": 0,
    }
    return BlindBattle(**fields | more)


def card(name: str, **more) -> ModelCard:
    fields = {"name": name, "slug": name.lower(), "organization": "House", "license": "MIT"}
    return ModelCard(**fields | {"is_simulated": False} | more)


@pytest.fixture
def shown(request_of_a_visitor):
    def render(battle, template="battles/battle/_ballot.html", **context):
        return render_to_string(template, {"battle": battle} | context, request=request_of_a_visitor)

    return render


def outcomes_in(html: str) -> list[str]:
    return re.findall(r'name="outcome" value="(\w+)"', html)


@pytest.mark.parametrize("state", ["running", "answered", "failed", "interrupted"])
def test_a_ballot_is_one_element_that_can_be_swapped(shown, state):
    assert re.fullmatch(r"\s*<section id=\"ballot\".*</section>\s*", shown(battle_in(state)), re.DOTALL)


def test_a_running_battle_can_be_stopped_but_not_voted_on(shown):
    html = shown(battle_in("running"))
    assert "/stop/" in html
    assert outcomes_in(html) == []
    assert 'hx-trigger="ended"' in html


def test_an_answered_battle_offers_four_outcomes_a_further_prompt_and_a_new_attempt(shown):
    html = shown(battle_in("answered"))
    assert outcomes_in(html) == ["a", "tie", "both_bad", "b"]
    assert 'name="turn" value="2"' in html
    assert 'name="attempt" value="2"' in html
    assert "3 turns left" in html


def test_the_last_turn_offers_no_further_prompt(shown):
    html = shown(battle_in("answered", turns_left=0))
    assert "<textarea" not in html
    assert len(outcomes_in(html)) == 4


def test_a_stopped_battle_says_before_the_vote_that_it_will_not_count(shown):
    words = "You stopped an answer, so this vote will be recorded but will not count."
    assert words in shown(battle_in("answered", was_stopped=True))
    assert words not in shown(battle_in("answered"))


def test_a_battle_that_asks_for_identity_says_before_the_vote_that_it_will_not_count(shown):
    words = "Your prompt asks the models who they are, so this vote will be recorded but will not count."
    assert words in shown(battle_in("answered", asks_identity=True))
    assert words not in shown(battle_in("answered"))


def test_side_by_side_says_before_the_vote_that_it_will_not_count(shown):
    words = "You chose the models yourself, so this vote will not count."
    assert words in shown(battle_in("answered", mode="side_by_side"))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_in_its_grace_a_ballot_can_be_changed_to_each_other_outcome(shown, outcome):
    html = shown(battle_in("answered", ballot=outcome, seconds_left=4))
    assert set(outcomes_in(html)) == {"a", "b", "tie", "both_bad"} - {outcome.name.lower()}
    assert "/reveal/" in html
    assert 'hx-trigger="load delay:4s"' in html


@pytest.mark.parametrize("state", ["failed", "interrupted"])
def test_a_broken_battle_offers_the_same_prompt_again_and_no_vote(shown, state):
    html = shown(battle_in(state))
    assert "/again/" in html
    assert outcomes_in(html) == []


def test_the_reveal_links_both_models_and_marks_the_chosen_one(shown):
    names = Names(card("Heron"), card("Egret", slug="", is_simulated=True))
    result = Result(Outcome.A, True, "", "x.y")
    html = shown(battle_in("voted"), names=names, result=result)
    assert "You preferred Heron" in html
    assert 'href="/models/heron/"' in html
    assert "/models/egret/" not in html
    assert html.count("is-chosen") == 1
    assert html.count("Demo model, does not exist") == 1
    assert "Your vote counts." in html


@pytest.mark.parametrize("outcome", [Outcome.TIE, Outcome.BOTH_BAD])
def test_a_tie_marks_no_card(shown, outcome):
    result = Result(outcome, True, "", "x.y")
    html = shown(battle_in("voted"), names=Names(card("Heron"), card("Egret")), result=result)
    assert "is-chosen" not in html
    assert "You preferred" not in html


def test_the_reveal_says_why_a_vote_does_not_count(shown):
    result = Result(Outcome.B, False, "Only <blind> battles count.", "x.y")
    html = shown(battle_in("voted"), names=Names(card("Heron"), card("Egret")), result=result)
    assert "Only &lt;blind&gt; battles count." in html
    assert "Your vote counts." not in html


# The page around it


def test_a_prompt_is_escaped_and_an_answer_is_not(shown):
    html = shown(battle_in("answered"), "battles/battle/battle.html")
    assert "What is a &lt;heron&gt;?" in html
    assert "<p>a</p>" in html


@pytest.mark.parametrize(("state", "reloads"), [("running", True), ("answered", False), ("voted", False)])
def test_without_scripts_the_page_reloads_only_while_answers_run(shown, state, reloads):
    context = {"names": Names(card("Heron"), card("Egret")), "result": Result(Outcome.A, True, "", "x.y")}
    html = shown(battle_in(state), "battles/battle/battle.html", **context if state == "voted" else {})
    assert ('<noscript><meta http-equiv="refresh"' in html) is reloads
    assert ("data-events=" in html) is reloads


def test_names_stand_over_the_answers_only_where_they_are_given(shown):
    names = Names(card("Heron"), card("Egret"))
    blind = shown(battle_in("answered"), "battles/battle/battle.html")
    chosen = shown(battle_in("answered", mode="side_by_side"), "battles/battle/battle.html", names=names)
    assert blind.count("Model A") == 2
    assert (chosen.count("Heron"), chosen.count("Model A")) == (2, 0)


def test_no_test_reads_what_a_run_left_in_the_data_directory(client):
    assert SCRIPTS
    assert STYLESHEETS
    left = Path(settings.DATA_DIR)
    assert not [path for path in (*SCRIPTS, *STYLESHEETS) if path.is_relative_to(left)]
    assert not Path(settings.STATIC_ROOT).is_relative_to(left)
    assert client.get("/static/arenasite/base.css").status_code == 404  # nothing is collected for tests

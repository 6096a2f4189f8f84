"""The arena in figures: they add up, they are the boards' own, and they tell nothing of a voter."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from arenasite.transparency import report
from arenasite.transparency.charts import build_chart
from battles.annotations import error_rates
from battles.annotations.error_rates import MEASURED
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.detectors.run import VERSIONS
from battles.erasure import BY_VISITOR, erase_battles
from battles.models import Battle, Exclusion, RetentionPolicy, Vote, Voter
from battles.tags import Tag
from moderation.decisions import blocks
from moderation.decisions import execution as decisions
from moderation.models import Finding
from ratings.categories import CATEGORIES
from ratings.rebuild.run import rebuild
from ratings.rebuild.vote_counts import MonthCounts
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight

URL = "/api/v1/transparency/text/"
PAGE = "/transparency/text/"
MARCH = dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)
HOSTILE = "<img src=x onerror=alert(1)> & {{ x }}"

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def votes(arena, pool):
    """March: four counted, one leaked; April: three counted; two without a time. Then boards are made."""
    voters = [Voter.objects.create(address_hash="zqaddress")]
    fight(arena, *pool, "aabt", at=MARCH, tags=Tag.ENGLISH, voters=voters)
    fight(arena, *pool, "a", at=MARCH, tags=Tag.ENGLISH | Tag.IDENTITY_LEAK, voters=voters)
    fight(arena, *pool, "bbt", voters=voters)
    fight(arena, *pool, "ab", at=None)
    rebuild(arena)


@pytest.fixture
def decided(arena, votes):
    """One battle set aside, one decision undone, one voter blocked and unblocked, one finding dismissed."""
    spam = Battle.objects.filter(vote__day=MARCH.date(), tags=Tag.ENGLISH)[:1]
    words = {"actor": None, "public_reason": HOSTILE, "private_note": "zqnote"}
    decisions.set_aside(Battle.objects.filter(pk__in=spam), reason=Exclusion.Reason.SPAM, **words)
    tested = decisions.set_aside(Battle.objects.all(), reason=Exclusion.Reason.TEST, **words)
    decisions.undo(tested, actor=None, public_reason="Not a test.", private_note="zqnote")
    [block] = blocks.block_voters(Voter.objects.all(), starts_at=None, **words)
    decisions.undo(block, actor=None, public_reason="A person.")
    Finding.objects.create(kind=Finding.Kind.REPORT, battle=Battle.objects.last(), evidence={"zq": "zqwords"})
    decisions.dismiss(Finding.objects.all(), **words)
    rebuild(arena)


def overall(sent: dict) -> list[dict]:
    return next(each["months"] for each in sent["votes"] if each["category"] == "overall")


def test_counted_and_excluded_make_all_votes(client, decided):
    sent = client.get(URL).json()
    months = overall(sent)
    assert [each["month"] for each in months] == ["2024-03", "2024-04", None]
    assert sum(each["votes"] for each in months) == Vote.objects.count()
    for each in months:
        assert each["votes"] == each["votes_counted"] + each["votes_excluded"]
        assert each["votes_excluded"] == sum(each["excluded_by_reason"].values())
    assert months[0]["excluded_by_reason"] == {"identity_leak": 1, "set_aside_spam": 1}
    assert set(sent["reasons"]) >= {slug for each in months for slug in each["excluded_by_reason"]}


def test_they_are_the_boards_own_figures(client, decided):
    sent = client.get(URL).json()
    assert [each["category"] for each in sent["votes"]] == [category.slug for category in CATEGORIES]
    for each in sent["votes"]:
        board = client.get(f"/api/v1/leaderboards/text/{each['category']}/").json()
        assert sum(month["votes_counted"] for month in each["months"]) == board["votes_counted"]
        assert sum(month["votes_excluded"] for month in each["months"]) == board["votes_excluded"]


def test_decisions_taken_and_undone(client, decided):
    sent = client.get(URL).json()
    month = timezone.now().strftime("%Y-%m")
    by_kind = {(each["kind"], each["reason"]): each for each in sent["decisions_by_month"]}
    assert {each["month"] for each in by_kind.values()} == {month}
    spam, test, block = (
        by_kind[key] for key in (("set_aside", "spam"), ("set_aside", "test"), ("block", None))
    )
    assert (spam["taken"], spam["undone"], spam["battles"]) == (1, 0, 1)
    assert (test["taken"], test["undone"], test["battles"]) == (1, 1, 10)
    assert (block["taken"], block["undone"], block["battles"]) == (1, 1, 8)  # a block names its battles
    assert by_kind["undo", None]["taken"] == 2
    assert {each["policy"] for each in by_kind.values()} <= set(sent["policies"]) | {None}
    assert sent["policies"][spam["policy"]].startswith("Advertising")
    told = sent["decisions"]
    assert (told["total"], told["page"], told["pages"]) == (4, 1, 1)
    assert [each["kind"] for each in told["rows"]] == ["dismiss", "block", "set_aside", "set_aside"]
    assert told["rows"][1]["undone_reason"] == "A person."


def test_findings_and_how_they_were_resolved(client, decided):
    [report] = client.get(URL).json()["findings"]
    assert (report["kind"], report["noticed"], report["open"]) == ("report", 1, 0)
    assert report["resolved_by"] == {"dismiss": 1}
    assert report["median_days_to_decision"] == 0.0


def test_every_detector_is_there_with_its_errors_or_not_measured(client, votes):
    sent = client.get(URL).json()["detectors"]
    assert {each["name"]: each["version"] for each in sent} == VERSIONS
    for each in sent:
        assert len(each["error_rates"]) == len(MEASURED[each["name"]].rates)
        assert (each["note"] == "not measured") == (not each["error_rates"])


def test_rates_of_an_older_version_say_so(client, votes, monkeypatch):
    monkeypatch.setattr(report, "VERSIONS", VERSIONS | {"identity": "99", "new": "1"})
    shown = client.get(PAGE).content.decode()
    assert f"Measured with version {MEASURED['identity'].version}." in shown
    assert shown.count("not measured") == 1 + sum(not each.rates for each in error_rates.MEASURED.values())


def test_nothing_tells_of_a_voter_a_battle_or_an_hour(client, decided):
    for path in (URL, PAGE):
        body = client.get(path).content.decode()
        as_of = re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[^\"<]*", body).group()
        rest = body.replace(as_of, "")
        assert not re.search(r"\d\d:\d\d:\d\d", rest)
        for secret in (
            "zqaddress",
            "zqnote",
            "zqwords",
            *map(str, Voter.objects.values_list("key", flat=True)),
        ):
            assert secret not in body
        for key in Battle.objects.values_list("key", flat=True):
            assert str(key) not in body


def test_what_staff_wrote_cannot_break_the_page(client, decided):
    shown = client.get(PAGE).content.decode()
    assert HOSTILE not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert client.get(URL).json()["decisions"]["rows"][0]["public_reason"] == HOSTILE


def test_the_page_says_the_same(client, decided):
    shown = re.sub(r"\s+", " ", client.get(PAGE).content.decode())
    march = re.search(r'<th scope="row">2024-03</th>.*?</tr>', shown).group()
    assert re.findall(r"<td[^>]*>(\d+)</td>", march)[:2] == ["3", "2"]
    assert "without a time" in shown
    assert '<th scope="col" class="col-reason">Identity leak</th>' in shown
    assert shown.count("<caption") == shown.count("<table") == 5
    assert "style=" not in shown.split("</head>")[1]


def test_a_category_is_chosen_without_a_script(client, votes):
    shown = client.get(PAGE, {"category": "english"}).content.decode()
    assert '<option value="english" selected>' in shown
    assert "2024-04" in shown
    assert client.get(PAGE, {"category": "nothing"}).status_code == 404


@pytest.mark.parametrize("path", ["/transparency/nowhere/", "/api/v1/transparency/nowhere/"])
def test_an_arena_that_does_not_exist_is_404(client, arena, path):
    assert client.get(path).status_code == 404


def test_a_private_arena_is_not_shown(client):
    world.make_arena("company", visibility="hidden")
    assert client.get("/transparency/company/").status_code == 404
    assert client.get("/api/v1/transparency/company/").status_code == 404
    assert client.get("/transparency/").status_code == 404


def test_an_arena_without_boards_has_a_page(client, arena):
    assert "There are no boards yet" in client.get("/transparency/").content.decode()
    sent = client.get(URL).json()
    assert (sent["votes"], sent["as_of"]) == ([], None)


def test_decisions_come_in_pages(client, arena, pool, votes, monkeypatch):
    for number in range(3):
        decisions.set_aside(
            Battle.objects.all(), reason=Exclusion.Reason.SPAM, actor=None, public_reason=f"Number {number}."
        )
    monkeypatch.setattr("arenasite.transparency.views.DECISIONS_ON_PAGE", 2)
    monkeypatch.setattr("arenasite.transparency.views.DECISIONS_IN_JSON", 2)
    first, second = (client.get(PAGE, {"page": page}).content.decode() for page in (1, 2))
    assert "Number 2." in first
    assert "Number 0." not in first
    assert 'rel="next"' in first
    assert "Number 0." in second
    sent = client.get(URL, {"page": 2}).json()["decisions"]
    assert (sent["pages"], [row["public_reason"] for row in sent["rows"]]) == (2, ["Number 0."])


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 30, "1.5", "²"])
def test_a_page_that_does_not_exist_is_404(client, arena, page):
    assert client.get(PAGE, {"page": page}).status_code == 404
    assert client.get(URL, {"page": page}).status_code == 404


def test_it_may_be_cached_and_is_sent_once(client, votes):
    response = client.get(URL)
    assert "public" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get(URL, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = client.get(PAGE)
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_the_answer_is_the_same_in_every_language(client, decided):
    assert client.get(URL).content == client.get(URL, headers={"Accept-Language": "zh-hant"}).content


def test_a_vote_moves_the_figures_with_the_boards(client, arena, pool, votes):
    before = client.get(URL)
    fight(arena, *pool, "a")
    assert client.get(URL).content == before.content
    rebuild(arena)
    assert overall(client.get(URL).json())[1]["votes"] == 4


def test_the_json_says_for_how_long_things_are_kept_and_what_was_erased(client, arena, pool, votes):
    RetentionPolicy.objects.create(trace_days=30, text_days=60, public_reason="As advised.")
    battle = Battle.objects.order_by("pk").first()
    erase_battles([battle.pk], request=BY_VISITOR, now=MARCH)
    retention = client.get(URL).json()["retention"]
    assert (retention["trace_days"], retention["text_days"]) == (30, 60)
    assert [each["public_reason"] for each in retention["policies"]] == ["As advised."]
    assert retention["erased"] == [{"month": "2024-03", "kind": "texts", "cause": "visitor", "number": 1}]


def test_it_costs_a_fixed_number_of_queries(client, arena, pool, votes, django_assert_max_num_queries):
    for day in range(40):
        vote = world.stored_vote(arena, *pool, 1, at=MARCH - dt.timedelta(days=day))
        mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    # The first page counts the evidence under the policies and in control battles, each with a lease.
    with django_assert_max_num_queries(32):
        assert client.get(PAGE).status_code == 200
    with django_assert_max_num_queries(16):
        assert client.get(PAGE).status_code == 200


def test_it_is_linked_from_every_page_and_from_about(client, arena, pool):
    assert 'href="/transparency/"' in client.get("/leaderboard/").content.decode()
    assert 'href="/transparency/"' in client.get("/about/").content.decode()


def test_bars_share_one_scale():
    months = [
        MonthCounts("2024-03", 150, {"stopped": 50}, 0),
        MonthCounts("2024-04", 50, {}, 0),
        MonthCounts(None, 10, {"set_aside_spam": 60}, 0),
    ]
    chart = build_chart(months)
    bars = [(row.figures.month, row.counted_bar, row.excluded_bar) for row in chart.rows]
    assert bars == [("2024-04", 25.0, 0.0), ("2024-03", 75.0, 25.0), (None, 5.0, 30.0)]
    assert [row.by_reason for row in chart.rows] == [(0, 0), (0, 50), (60, 0)]
    assert (chart.votes, chart.counted, chart.excluded, chart.totals) == (320, 210, 110, (60, 50))


def test_a_chart_of_nothing_is_empty():
    assert build_chart([]).rows == ()
    [row] = build_chart([MonthCounts("2024-03", 0, {}, 0)]).rows
    assert (row.counted_bar, row.excluded_bar, row.by_reason) == (0.0, 0.0, ())


def test_a_site_where_one_person_decides_says_why(client, arena, settings):
    page = f"/transparency/{arena.slug}/"
    assert "is taken by two persons" in client.get(page).content.decode()
    settings.MODERATION_ONE_PERSON_REASON = "A department of one <person>."
    assert "alone: A department of one &lt;person&gt;." in client.get(page).content.decode()
    answer = client.get(f"/api/v1/transparency/{arena.slug}/").json()
    assert answer["one_person_reason"] == "A department of one <person>."

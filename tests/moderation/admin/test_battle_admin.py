import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.counting import REASONS, SET_ASIDE_OFFSET, Reason, get_reason
from battles.counting.exclusions import exclude_battles
from battles.counting.not_counted import REASON_TAGS
from battles.models import (
    CONTROL_SAMPLER,
    Annotation,
    Battle,
    CountingPolicy,
    EvidenceTier,
    Exclusion,
    Vote,
    Voter,
    VoterBlock,
    WaitingVote,
)
from battles.tags import Tag
from moderation.admin.evidence import BoundedPaginator
from moderation.decisions import execution as decisions
from moderation.models import Decision, Finding
from tests.moderation.builders import add_turn, make_arena, make_battles
from tests.world import NOON

LIST = reverse("admin:battles_battle_changelist")
SPAM = Exclusion.Reason.SPAM


def page(battle: Battle) -> str:
    return reverse("admin:battles_battle_change", args=[battle.pk])


def shown(response) -> set[int]:
    """The battles in the list of a response."""
    assert response.status_code == 200
    return {battle.pk for battle in response.context["cl"].result_list}


def ids(*battles: Battle) -> set[int]:
    return {battle.pk for battle in battles}


def spam(*battles: Battle) -> Decision:
    chosen = Battle.objects.filter(pk__in=ids(*battles))
    return decisions.set_aside(chosen, reason=SPAM, actor=None, public_reason="Advertising.")


def not_counted_for(reason: Reason, arena) -> Battle:
    """A voted battle that has this reason."""
    tagged = {"tags": int(REASON_TAGS[reason])} if reason in REASON_TAGS else {}
    mode = {"mode": Battle.Mode.SIDE_BY_SIDE} if reason is Reason.SIDE_BY_SIDE else {}
    pair = {}
    if reason is Reason.SELF_BATTLE:
        pair = {"contender_b": arena.contenders.first(), "contender_a": arena.contenders.first()}
        pair["origin"] = Battle.Origin.IMPORTED
    if reason is Reason.CONTROL_BATTLE:
        pair = {"contender_a": arena.contenders.first(), "contender_b": arena.contenders.first()}
        pair["sampler"] = CONTROL_SAMPLER
    voter = Voter.objects.create()
    [battle] = make_battles(arena, 1, voter=voter, **tagged, **mode, **pair)
    apply_policy(reason, battle)
    if reason is Reason.VOTER_BLOCKED:
        VoterBlock.objects.create(voter=voter, starts_at=voter.created_at, case="test")
    if reason > SET_ASIDE_OFFSET:
        exclude_battles([battle.pk], reason=reason - SET_ASIDE_OFFSET, source_id="test")
    assert get_reason(battle.vote) is reason
    return battle


def apply_policy(reason: Reason, battle: Battle) -> None:
    """Give a battle's vote the evidence, and its arena the policy, of this reason."""
    terms = {
        Reason.OVER_VOTER_CAP: {"voter_cap": 1},
        Reason.OVER_PREFIX_CAP: {"prefix_cap": 1},
        Reason.EVIDENCE_TIER: {"excluded_tiers": 1 << EvidenceTier.NONE},
    }
    if reason is Reason.PENDING:
        WaitingVote.objects.create(vote=battle.vote, since=NOON)
    if reason in terms:
        Vote.objects.filter(pk=battle.pk).update(
            nth_of_voter=2, nth_of_prefix=2, evidence_tier=EvidenceTier.NONE
        )
        CountingPolicy.objects.create(
            arena=battle.arena, public_reason="Because.", effective_from=NOON, **terms[reason]
        )


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.slug)
def test_the_list_filters_by_every_reason_a_vote_does_not_count(desk, arena, battles, reason):
    battle = not_counted_for(reason, arena)
    assert shown(desk.get(LIST, {"counting": reason.slug})) == ids(battle)
    assert shown(desk.get(LIST, {"counting": "not_counted"})) == ids(battle)
    assert shown(desk.get(LIST, {"counting": "counted"})) == ids(*battles)


def test_a_battle_with_several_reasons_is_listed_under_the_one_that_is_told(desk, battles):
    spam(battles[0])
    Battle.objects.filter(pk=battles[0].pk).update(tags=int(Tag.IDENTITY_LEAK))
    assert shown(desk.get(LIST, {"counting": "identity_leak"})) == ids(battles[0])
    assert shown(desk.get(LIST, {"counting": "set_aside_spam"})) == set()


def test_the_list_filters_battles_without_a_vote(desk, arena, battles):
    [running] = make_battles(arena, 1, state=Battle.State.ANSWERED)
    running.vote.delete()
    assert shown(desk.get(LIST, {"counting": "no_vote"})) == ids(running)


def test_the_list_filters_by_tag_and_language(desk, battles):
    Battle.objects.filter(pk=battles[0].pk).update(tags=int(Tag.CODING | Tag.OTHER_LANGUAGE))
    assert shown(desk.get(LIST, {"tag": "CODING"})) == ids(battles[0])
    assert shown(desk.get(LIST, {"language": "OTHER_LANGUAGE"})) == ids(battles[0])
    assert shown(desk.get(LIST, {"tag": "MATH"})) == set()


def test_the_list_filters_by_findings(desk, battles):
    open_one, resolved, none = battles
    for battle in (open_one, resolved):
        Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
    spam(resolved)
    assert shown(desk.get(LIST, {"findings": "open"})) == ids(open_one)
    assert shown(desk.get(LIST, {"findings": "any"})) == ids(open_one, resolved)
    assert shown(desk.get(LIST, {"findings": "none"})) == ids(none)


def test_the_list_filters_by_arena_origin_voter_and_decision(desk, arena, battles):
    other = make_arena("other")
    voter = Voter.objects.create()
    [theirs] = make_battles(other, 1, voter=voter, origin=Battle.Origin.IMPORTED)
    decision = spam(battles[0])
    assert shown(desk.get(LIST, {"arena__id__exact": arena.pk})) == ids(*battles)
    assert shown(desk.get(LIST, {"origin__exact": "imported"})) == ids(theirs)
    assert shown(desk.get(LIST, {"voter": voter.pk})) == ids(theirs)
    assert shown(desk.get(LIST, {"decision": decision.pk})) == ids(battles[0])


@pytest.mark.parametrize(
    "query", [{"counting": "nonsense"}, {"tag": "NONSENSE"}, {"voter": "x"}, {"decision": "9" * 30}]
)
def test_an_unknown_filter_value_is_refused_instead_of_showing_everything(desk, battles, query):
    response = desk.get(LIST, query)
    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_a_battle_is_found_by_number_key_and_words_of_a_prompt(desk, battles):
    wanted = battles[1]
    add_turn(wanted, "Tell me about herons", "Grey.", "Blue.")
    for term in (str(wanted.pk), str(wanted.key), "HERONS"):
        assert shown(desk.get(LIST, {"q": term})) == ids(wanted)
    assert shown(desk.get(LIST, {"q": "pelicans"})) == set()


def queries_of(client, url, query=None) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, query or {}).status_code == 200
    return len(queries)


def test_the_list_takes_the_same_few_queries_for_three_battles_and_for_eighty(desk, arena, battles):
    few = queries_of(desk, LIST)
    more = make_battles(arena, 77, voter=Voter.objects.create())
    for battle in more[:5]:
        add_turn(battle, "Hello", "Hi", "Hey")
        Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
    spam(*more[:20])
    assert queries_of(desk, LIST) == few
    assert few < 15


def test_the_battle_page_takes_the_same_queries_for_one_turn_and_for_eight(desk, battles):
    short, long, _ = battles
    Finding.objects.create(kind=Finding.Kind.REPORT, battle=short)
    spam(short)
    add_turn(short, "Hello", "Hi", "Hey")
    for number in range(8):
        add_turn(long, f"Hello {number}", "Hi", "Hey")
    for _number in range(3):
        spam(long)
        Finding.objects.create(kind=Finding.Kind.REPORT, battle=long)
    decisions.undo(spam(long), actor=None, public_reason="A mistake.")
    for battle in (short, long):
        desk.get(page(battle))  # the first look stores the HTML of answers that have none
    assert queries_of(desk, page(short)) == queries_of(desk, page(long)) < 30


def test_the_list_never_counts_a_big_table_to_its_end(desk, battles, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "LIMIT", 2)
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(LIST)
    counting = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counting
    assert all("LIMIT 3" in sql for sql in counting)
    assert "2+ battles" in response.content.decode()


def test_the_page_shows_both_conversations_facts_and_the_vote(desk, battles):
    battle = battles[0]
    add_turn(battle, "Which bird is it?", "A **heron**.", "An otter is no bird.")
    Annotation.objects.create(battle=battle, detector="language", version="1", value={"code": "en"})
    text = desk.get(page(battle)).content.decode()
    for expected in (
        "Which bird is it?",
        "<strong>heron</strong>",
        "An otter is no bird.",
        "Heron",
        "Otter",
        "A is better",
        "Counted",
        "250 ms",
        "120 tokens/s",
        "&quot;code&quot;: &quot;en&quot;",
    ):
        assert expected in text


def test_the_page_shows_a_failed_answer_with_its_kind_and_the_upstreams_words(desk, battles):
    turn = add_turn(battles[0], "Hello", "", "Hey")
    turn.answers.filter(side="a").update(
        state="failed", error_kind="rate_limited", error_detail="slow down <b>now</b>"
    )
    text = desk.get(page(battles[0])).content.decode()
    assert "rate_limited" in text
    assert "slow down &lt;b&gt;now&lt;/b&gt;" in text


def test_thinking_is_shown_to_staff_and_to_nobody_else(desk, client, battles, django_assert_num_queries):
    turn = add_turn(battles[0], "Hello", "Hi", "Hey")
    turn.answers.filter(side="a").update(thinking="hm <b>a greeting</b>")
    assert "hm &lt;b&gt;a greeting&lt;/b&gt;" in desk.get(page(battles[0])).content.decode()
    assert "a greeting" not in client.get(f"/battles/{battles[0].key}/").content.decode()
    with django_assert_num_queries(1):
        assert "thinking" in next(iter(turn.answers.all())).get_deferred_fields()


def test_a_leak_is_marked_where_it_stands(desk, battles):
    battle = battles[0]
    turn = add_turn(battle, "Who are you?", "I am **Heron**, made by Marsh.", "I cannot say.")
    answer = turn.answers.get(side="a")
    leak = {
        "answer": answer.pk,
        "side": "a",
        "kind": "self",
        "name": "Heron",
        "maker": "Marsh",
        "start": 7,
        "end": 12,
    }
    Annotation.objects.create(battle=battle, detector="identity", version="1", value={"leaks": [leak]})
    text = desk.get(page(battle)).content.decode()
    assert "<strong><mark>Heron</mark></strong>" in text
    assert "I am **<mark>Heron</mark>**, made by Marsh." in text


def test_leaks_of_a_superseded_annotation_are_not_marked(desk, battles):
    battle = battles[0]
    turn = add_turn(battle, "Who are you?", "I am Heron.", "I cannot say.")
    leak = {"answer": turn.answers.get(side="a").pk, "kind": "self", "name": "Heron", "start": 5, "end": 10}
    for value in ({"leaks": [leak]}, {"leaks": []}):
        Annotation.objects.create(battle=battle, detector="identity", version="1", value=value)
    assert "<mark>" not in desk.get(page(battle)).content.decode()


HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) "><svg onload=alert(4)>'
)


def test_hostile_text_is_harmless_everywhere_on_the_desk(desk, battles):
    battle = battles[0]
    turn = add_turn(battle, HOSTILE, HOSTILE, HOSTILE)
    turn.answers.update(error_detail=HOSTILE, finish_reason='"><b>', error_kind="<b>")
    Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle, evidence={"note": HOSTILE})
    leak = {"answer": turn.answers.first().pk, "kind": HOSTILE, "name": HOSTILE, "start": 3, "end": 40}
    Annotation.objects.create(battle=battle, detector=HOSTILE[:40], version="1", value={"leaks": [leak]})
    decision = decisions.set_aside(
        Battle.objects.filter(pk=battle.pk),
        reason=SPAM,
        actor=None,
        public_reason=HOSTILE,
        private_note=HOSTILE,
    )
    finding = Finding.objects.get()
    asked = desk.post(LIST, {"action": "set_aside", "_selected_action": [battle.pk]})
    pages = [
        desk.get(LIST),
        desk.get(page(battle)),
        desk.get(reverse("admin:moderation_decision_change", args=[decision.pk])),
        desk.get(reverse("admin:moderation_decision_changelist")),
        desk.get(reverse("admin:moderation_finding_change", args=[finding.pk])),
        asked,
    ]
    for response in pages:
        text = response.content.decode()
        assert "&lt;script&gt;alert(1)" in text
        for harmful in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:', '"><b>'):
            assert harmful not in text


def test_the_desks_own_pages_have_no_inline_style_or_script(desk, battles):
    add_turn(battles[0], "Hello", "| a | b |\n|:-:|---|\n| 1 | 2 |", "```python\nprint(1)\n```")
    decision = spam(battles[0])
    voter = Voter.objects.create()
    for url in (
        LIST,
        page(battles[0]),
        reverse("admin:moderation_decision_change", args=[decision.pk]),
        reverse("admin:battles_voter_change", args=[voter.pk]),
        reverse("admin:moderation_finding_add"),
    ):
        text = desk.get(url).content.decode()
        assert not re.search(r"\sstyle=", text)
        assert "<style" not in text
        assert not re.search(r"\son\w+=", text)
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert "src=" in attributes or "application/json" in attributes, body


def test_the_page_tells_every_decision_and_lift(desk, battles):
    first, second = spam(battles[0]), spam(battles[0])
    undo = decisions.undo(first, actor=None, public_reason="A mistake.")
    dossier = desk.get(page(battles[0])).context["dossier"]
    assert dossier.decisions == [first, second, undo]
    assert [(holding.decision, holding.lifted_by) for holding in dossier.exclusions] == [
        (first, undo),
        (second, None),
    ]


def test_an_unknown_battle_leads_back_to_the_desk(desk, db):
    for unknown in ("4711", "nonsense"):
        response = desk.get(reverse("admin:battles_battle_change", args=[unknown]))
        assert response.status_code == 302


def test_battles_cannot_be_added_changed_or_deleted(desk, battles):
    assert desk.get(reverse("admin:battles_battle_add")).status_code == 403
    assert desk.get(reverse("admin:battles_battle_delete", args=[battles[0].pk])).status_code == 403
    actions = desk.get(LIST).context["action_form"].fields["action"].choices
    assert {name for name, _label in actions} == {
        "",
        "erase",
        "set_aside",
        "restore",
        "correct",
        "unveil",
        "second_opinion",
        "fill",
    }


def test_the_page_and_the_list_want_a_permission(staff_with, client, battles):
    allowed, stranger = staff_with("battles.view_battle"), staff_with()
    for url in (LIST, page(battles[0])):
        assert allowed.get(url).status_code == 200
        assert stranger.get(url).status_code == 403
        assert client.get(url).status_code == 302

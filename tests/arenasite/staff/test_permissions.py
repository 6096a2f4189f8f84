"""Each role opens its pages and takes its actions, and no others. A page that pages.py does not list fails.

The rows that are looked at have votes and decisions, so no role deletes any of them.
"""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from arenasite.webhooks.models import Delivery, Receiver
from battles.models import (
    BenchEvent,
    CountingPolicy,
    Erasure,
    ImportBatch,
    ImportJob,
    LegalDocument,
    NameMerge,
    Replacement,
    RetentionPolicy,
    SamplingPolicy,
    Share,
    Voter,
    WaitingVote,
)
from battles.models.catalog import LanguageModel
from moderation.decisions import execution as decisions
from moderation.decisions import kinds, proposals
from moderation.models import BlockedPrompt, Campaign, Decision, Finding, RulePolicy, ScreeningPolicy
from ratings.models import Lease
from ratings.partner_keys.models import PartnerKey
from ratings.rebuild.run import rebuild
from ratings.rebuild.verification.audit import audit_arena
from tests.arenasite.staff.pages import ACTIONS, OPEN, PAGES, ROLES, SENT, TABLES
from tests.kept import kept
from tests.moderation.builders import make_arena, make_battles
from tests.world import NOON


@pytest.fixture
@kept
def rows(db):
    """One row of every table that the admin shows, by the table's name in addresses."""
    arena = make_arena("text")
    [battle] = make_battles(arena, 1, voter=Voter.objects.create())
    model = LanguageModel.objects.order_by("pk").first()
    decision = decisions.set_aside([battle.pk], reason=1, actor=None, public_reason="x")
    draft = kinds.UNDO.draft(Decision.objects.all(), policy="mistake", public_reason="x")
    finding = Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
    campaign = Campaign.objects.create(title="One")
    receiver = Receiver.objects.create(name="x", url="https://example.org/", secrets="X")
    return {
        "arenasite_delivery": Delivery.objects.create(
            receiver=receiver, key="x", kind="rebuild", body="{}", created_at=NOON, next_at=NOON
        ),
        "arenasite_receiver": receiver,
        "auth_group": Group.objects.first(),
        "auth_user": User.objects.create_superuser("root"),
        "battles_arena": arena,
        "battles_battle": battle,
        "battles_benchevent": BenchEvent.objects.create(model=model, step="returned", happened_at=NOON),
        "battles_contender": battle.contender_a,
        "battles_endpoint": model.endpoint,
        "battles_erasure": Erasure.objects.create(cause="visitor", kind="texts", number=1),
        "battles_importbatch": ImportBatch.objects.create(arena=arena),
        "battles_importjob": ImportJob.objects.create(
            arena_slug="x", file="x", path="x", is_upload=True, state="done"
        ),
        "battles_languagemodel": model,
        "battles_legaldocument": LegalDocument.objects.create(
            kind="terms", text_en="x", text_zh_hant="x", change_en="x", change_zh_hant="x"
        ),
        "battles_namemerge": NameMerge.objects.create(
            contender=battle.contender_a, into=battle.contender_b, reason="x"
        ),
        "battles_retentionpolicy": RetentionPolicy.objects.create(public_reason="x"),
        "battles_replacement": Replacement.objects.create(
            battle=battle,
            side="a",
            number=1,
            from_contender=battle.contender_b,
            to_contender=battle.contender_a,
            duration_ms=1,
            probability=0.5,
        ),
        "battles_samplingpolicy": SamplingPolicy.objects.create(
            arena=arena, effective_from=NOON, public_reason="x"
        ),
        "battles_share": Share.objects.create(battle=battle),
        "battles_countingpolicy": CountingPolicy.objects.create(
            arena=arena, effective_from=NOON, public_reason="x"
        ),
        "battles_voter": battle.voter,
        "battles_waitingvote": WaitingVote.objects.create(vote=battle.vote, since=NOON),
        "battles_weightchange": battle.contender_a.weight_changes.create(
            from_weight=1, to_weight=2, reason="x"
        ),
        "moderation_campaign": campaign,
        "moderation_campaignmember": campaign.members.create(battle=battle),
        "moderation_decision": decision,
        "moderation_finding": finding,
        "moderation_proposal": proposals.propose(draft, change=draft.change(), proposer=None),
        "moderation_review": finding,
        "moderation_blockedprompt": BlockedPrompt.objects.create(text="x"),
        "moderation_rulepolicy": RulePolicy.objects.create(rule="agreeing-voters", public_reason="x"),
        "moderation_screeningpolicy": ScreeningPolicy.objects.create(reason="x"),
        "ratings_partnerkey": PartnerKey.objects.create(name="x"),
        "ratings_rebuild": rebuild(arena),
        "ratings_recount": audit_arena(arena),
        "ratings_lease": Lease.objects.get(arena=arena),
    }


def staff(letter: str) -> Client:
    user = User.objects.create_user(f"staff-{letter}", is_staff=True)
    user.groups.add(Group.objects.get(name=ROLES[letter]))
    return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names_under_admin() -> set[str]:
    """The names of all addresses below /admin/, whoever put them there."""

    def below(patterns, route):
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, pattern.name
            else:
                yield from below(pattern.url_patterns, here)

    found = below(get_resolver().url_patterns, "")
    return {name for route, name in found if route.startswith("admin/") and name}


def address(name: str, rows: dict) -> str:
    """The address of a page, about the row of its table."""
    if name == "app_list":
        return reverse("admin:app_list", args=["battles"])
    if name == "autocomplete":
        return reverse("admin:autocomplete") + "?app_label=battles&model_name=contender&field_name=arena"
    if name == "view_on_site":
        return reverse("admin:view_on_site", args=[ContentType.objects.first().pk, 1])
    if name in {"effects", "influence"}:
        return reverse(name)
    if name == "moderation_review_record_of":
        return reverse(f"admin:{name}", args=[rows["auth_user"].pk])
    if name == "decision_effects":
        return reverse("decision_effects", args=[rows["moderation_decision"].pk])
    table, _, page = name.rpartition("_")
    table = next((each for each in rows if name.startswith(f"{each}_")), table)
    about_a_row = page in {
        "change",
        "history",
        "delete",
        "traces",
        "ahead",
        "case",
        "context",
        "effect",
        "models",
        "claim",
        "release",
        "weight",
        "settings",
        "undo",
    } or name.endswith("password_change")
    is_plain = name == "password_change"
    return reverse(f"admin:{name}", args=[rows[table].pk] if about_a_row and not is_plain else [])


def answer(client: Client, name: str, rows: dict):
    if name.endswith("_edit"):
        return client.post(address(f"{name.removesuffix('_edit')}_change", rows), {})
    ask = client.post if name in SENT else client.get
    return ask(address(name, rows))


def is_let_in(response) -> bool:
    sent_away = response.status_code == 302 and response.url.startswith(reverse("admin:login"))
    return response.status_code != 403 and not sent_away


def test_every_page_is_in_the_table():
    ours = {name for name in PAGES if not name.endswith("_edit")} | OPEN
    assert names_under_admin() == ours


def test_every_list_and_every_action_is_in_the_table():
    lists = {
        f"{model._meta.app_label}_{model._meta.model_name}": {
            action if isinstance(action, str) else action.__name__ for action in model_admin.actions or ()
        }
        for model, model_admin in admin.site._registry.items()
    }
    assert lists == {table: set(actions) - {"delete_selected"} for table, actions in ACTIONS.items()}
    assert set(TABLES) == set(lists)


NAMED = {
    "arenasite_delivery",
    "arenasite_receiver",
    "auth_group",
    "auth_user",
    "battles_arena",
    "battles_contender",
    "battles_countingpolicy",
    "battles_endpoint",
    "battles_importbatch",
    "battles_importjob",
    "battles_languagemodel",
    "battles_namemerge",
    "battles_retentionpolicy",
    "battles_samplingpolicy",
    "battles_weightchange",
    "moderation_campaign",
    "moderation_rulepolicy",
    "ratings_lease",
    "ratings_partnerkey",
}
"""Tables whose rows are called by names, numbers and dates alone, the same in every language."""


def test_every_row_is_called_in_the_readers_language(rows):
    """As in the heading of its page, in lists of other tables and in messages."""
    english = {table: str(row) for table, row in rows.items()}
    with translation.override("zh-hant"):
        same = {table for table, row in rows.items() if str(row) == english[table]}
    assert same == NAMED


def test_lists_have_the_room_of_the_sidebar(rows):
    client = signed_in(rows["auth_user"])
    places = {page: address(f"battles_arena_{page}", rows) for page in ("changelist", "change")}
    shown = {page: client.get(place).context["is_nav_sidebar_enabled"] for page, place in places.items()}
    assert shown == {"changelist": False, "change": True}


@pytest.mark.parametrize("letter", ROLES)
def test_a_role_opens_its_pages_and_no_others(rows, letter):
    client = staff(letter)
    wrong = {}
    for name in sorted(PAGES, key=lambda name: name == "logout"):  # last, for it ends the session
        let_in = is_let_in(answer(client, name, rows))
        if let_in != (letter in PAGES[name]):
            wrong[name] = let_in
    assert wrong == {}


@pytest.mark.parametrize("letter", ROLES)
def test_a_role_has_its_actions_and_no_others(rows, letter):
    client = staff(letter)
    before = Decision.objects.count()
    for table, actions in ACTIONS.items():
        url = reverse(f"admin:{table}_changelist")
        if letter not in PAGES[f"{table}_changelist"]:
            assert not any(letter in who for who in actions.values())
            continue
        form = client.get(url).context["action_form"]
        offered = {name for name, _label in form.fields["action"].choices if name} if form else set()
        assert (table, offered) == (table, {name for name, who in actions.items() if letter in who})
        for name in set(actions) - offered:
            sent = {"action": name, "_selected_action": [rows[table].pk], "index": 0, "confirm": "1-1"}
            refused = client.post(url, sent)
            assert refused.status_code == 302 or "cl" in refused.context, (table, name)
    assert Decision.objects.count() == before


@pytest.mark.parametrize("who", ["nobody", "visitor"])
def test_who_is_not_of_staff_is_sent_to_the_sign_in_from_everywhere(rows, who):
    client = signed_in(User.objects.create_user("visitor")) if who == "visitor" else Client()
    assert [name for name in PAGES if name != "logout" and is_let_in(answer(client, name, rows))] == []

"""Every decision kind is complete: this walks the registry."""

import pytest
from django.contrib.auth.models import Permission

from battles.models import Battle
from moderation.decisions.forms import RuleForm
from moderation.decisions.impact import BattleChange
from moderation.decisions.kinds import KINDS
from moderation.decisions.refusals import Refused
from moderation.decisions.registry import DecisionDraft
from moderation.models import Decision
from moderation.policies import Policy
from moderation.roles import ROLES

pytestmark = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def empty(kind) -> DecisionDraft:
    return DecisionDraft(kind=kind.kind, policy=kind.policies[0], public_reason="x")


def test_its_name_is_one_of_the_model_and_the_registry_has_all(kind):
    assert KINDS[Decision.Kind(kind.kind)] is kind
    assert set(KINDS) == set(Decision.Kind.values)


def test_its_permission_exists_and_a_role_has_it(kind, db):
    app, codename = kind.permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()
    assert any(kind.permission in permissions for permissions in ROLES.values())


def test_its_policies_are_written_and_its_form_offers_them(kind):
    assert kind.policies
    assert set(kind.policies) <= set(Policy)
    fields = kind.form.base_fields
    assert {"public_reason", "question"} & fields.keys()
    if issubclass(kind.form, RuleForm):
        assert set(kind.form.policies) <= set(kind.policies)


def test_its_page_has_words(kind):
    assert all(map(str, (kind.title, kind.explanation, kind.button)))


def test_without_anything_covered_it_has_no_effect_and_is_refused(kind, db):
    assert empty(kind).change() == BattleChange()
    assert empty(kind).covered() == 0
    with pytest.raises(Refused):
        empty(kind).execute(actor=None)
    assert not Decision.objects.exists()


def test_a_draft_without_rows_is_refused(kind, db):
    values = {"public_reason": "x", "decisions": [], "question": "Why?", "reason": 3}
    taken = set(kind.draft.__annotations__) & set(values)
    with pytest.raises(Refused):
        kind.draft(Battle.objects.none(), **{name: values[name] for name in taken | {"public_reason"}})

"""Every dated policy: append-only, with a reason, never in the past, adopted the same way."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.admin.policies import PolicyAdmin
from battles.models import RetentionPolicy
from battles.models.policies.dated import DatedPolicy

pytestmark = pytest.mark.django_db

KINDS = [model for model in apps.get_models() if issubclass(model, DatedPolicy)]


def new_policy(kind, arena, **values):
    required = {"arena": arena, "rule": "one_sided", "trace_days": 40}
    named = {name: value for name, value in required.items() if hasattr(kind, name)}
    return kind(**named, **{"public_reason": "Because.", **values})


def rules_of(kind):
    return admin.site._registry[kind].form.rules


def test_there_are_several_kinds():
    assert RetentionPolicy in KINDS
    assert len(KINDS) >= 3


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
class TestEachKind:
    def test_a_start_in_the_past_is_refused(self, kind, arena):
        yesterday = timezone.now() - dt.timedelta(days=1)
        with pytest.raises(ValidationError) as refusal:
            rules_of(kind).adopt(new_policy(kind, arena, effective_from=yesterday))
        assert set(refusal.value.message_dict) == {"effective_from"}
        assert not kind.objects.exists()

    def test_a_form_that_was_open_for_a_while_starts_when_it_is_sent(self, kind, arena):
        now = timezone.now()
        rules = rules_of(kind)
        start = now + rules.notice - dt.timedelta(minutes=5)
        stored = rules.adopt(new_policy(kind, arena, effective_from=start), now=now)
        assert stored.effective_from == now + rules.notice

    def test_a_policy_without_a_reason_cannot_be_stored(self, kind, arena):
        with pytest.raises(IntegrityError), transaction.atomic():
            new_policy(kind, arena, public_reason="").save()

    def test_its_rows_cannot_be_changed_or_deleted_in_the_admin(self, kind, arena, rf, admin_user):
        request = rf.get("/")
        request.user = admin_user
        page = admin.site._registry[kind]
        assert isinstance(page, PolicyAdmin)
        assert not page.has_change_permission(request)
        assert not page.has_delete_permission(request)

    def test_the_form_starts_with_the_newest_rows_values(self, kind, arena, rf):
        start = timezone.now() + dt.timedelta(days=2)
        stored = rules_of(kind).adopt(new_policy(kind, arena, effective_from=start))
        request = rf.get("/", {"rule": stored.rule} if hasattr(kind, "rule") else {})
        initial = admin.site._registry[kind].get_changeform_initial_data(request)
        assert {name: initial[name] for name in kind.PARAMETERS} == stored.parameters
        assert initial["effective_from"] is None

    def test_equal_parameters_have_one_digest(self, kind, arena):
        assert new_policy(kind, arena).digest == new_policy(kind, arena, public_reason="Another.").digest

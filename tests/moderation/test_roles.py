from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from moderation import roles

pytestmark = pytest.mark.django_db


def can(user: User, permission: str) -> bool:
    return User.objects.get(pk=user.pk).has_perm(permission)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("Viewer", "battles.view_battle", "moderation.set_aside_battles"),
        ("Moderator", "moderation.undo_decision", "moderation.block_voter"),
        ("Senior", "moderation.view_traces", "auth.change_user"),
        ("Operator", "battles.change_contender", "moderation.set_aside_battles"),
    ],
)
def test_a_role_may_what_it_should_and_no_more(role, may, may_not):
    call_command("create_roles", stdout=StringIO())
    user = User.objects.create_user("sam", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    assert can(user, may)
    assert not can(user, may_not)


def test_no_role_may_add_change_or_delete_evidence():
    """Settings are none: models, endpoints, arenas, contenders, policies of draw, screening and rules."""
    given = {permission.split(".")[1] for role in roles.ROLES.values() for permission in role}
    edits = {name for name in given if name.split("_")[0] in {"add", "change", "delete"}}
    policies = {"countingpolicy", "rulepolicy", "samplingpolicy", "screeningpolicy"}
    looked_after = {"arena", "contender", "endpoint", "languagemodel"} | policies
    looked_after |= {"legaldocument", "partnerkey", "receiver", "retentionpolicy"}
    assert {name for name in edits if name.split("_")[1] not in looked_after} == {
        "add_campaign",
        "add_finding",
    }


def test_who_decides_and_who_looks_after_models_are_different_roles():
    decides = set(roles.SENIOR) - set(roles.VIEWER)
    assert decides & set(roles.OPERATOR) == {"moderation.answer_proposal"}


def test_the_roles_are_there_after_migrate_with_all_their_permissions():
    for name, wanted in roles.ROLES.items():
        assert Group.objects.get(name=name).permissions.count() == len(wanted)


def test_running_it_again_changes_nothing_and_takes_strangers_out():
    stranger = Permission.objects.get(codename="delete_user")
    Group.objects.get(name="Viewer").permissions.add(stranger)
    out = StringIO()
    call_command("create_roles", stdout=out)
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)
    assert stranger not in Group.objects.get(name="Viewer").permissions.all()
    assert f"Viewer: {len(roles.VIEWER)} permissions" in out.getvalue()


def test_a_permission_that_does_not_exist_is_an_error_and_no_group_is_changed(monkeypatch):
    Group.objects.get(name="Viewer").permissions.clear()
    monkeypatch.setitem(roles.ROLES, "Senior", ("battles.view_unicorn",))
    with pytest.raises(roles.UnknownPermission, match=r"battles\.view_unicorn"):
        roles.create_roles()
    assert not Group.objects.get(name="Viewer").permissions.exists()

"""The roles that staff can be given, as groups of permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

VIEWER = (
    "battles.view_arena",
    "battles.view_battle",
    "battles.view_benchevent",
    "battles.view_contender",
    "battles.view_endpoint",
    "battles.view_languagemodel",
    "battles.view_replacement",
    "battles.view_voter",
    "moderation.view_campaign",
    "moderation.view_decision",
    "moderation.view_finding",
)
MODERATOR = (
    *VIEWER,
    "moderation.add_campaign",
    "moderation.add_finding",
    "moderation.claim_finding",
    "moderation.dismiss_findings",
    "moderation.fill_campaign",
    "moderation.restore_battles",
    "moderation.set_aside_battles",
    "moderation.undo_decision",
)
SENIOR = (*MODERATOR, "moderation.block_voter", "moderation.view_traces")

ROLES: dict[str, tuple[str, ...]] = {"Viewer": VIEWER, "Moderator": MODERATOR, "Senior": SENIOR}


class UnknownPermission(LookupError):
    """A role names a permission that the database does not have."""


@transaction.atomic
def create_roles() -> dict[str, int]:
    """Make a group of each role and give it exactly the role's permissions; safe to run again.

    Returns the number of permissions of each role. Raises UnknownPermission, and then changes nothing.
    """
    numbers = {}
    for name, wanted in ROLES.items():
        permissions = [_permission(each) for each in wanted]
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(permissions)
        numbers[name] = len(permissions)
    return numbers


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise UnknownPermission(name)
    return found

"""The roles that staff can be given, as groups of permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

VIEWER = (
    "battles.view_arena",
    "battles.view_battle",
    "battles.view_contender",
    "battles.view_countingpolicy",
    "battles.view_endpoint",
    "battles.view_erasure",
    "battles.view_importbatch",
    "battles.view_languagemodel",
    "battles.view_namemerge",
    "battles.view_legaldocument",
    "battles.view_replacement",
    "battles.view_retentionpolicy",
    "battles.view_samplingpolicy",
    "battles.view_share",
    "battles.view_voter",
    "battles.view_waitingvote",
    "battles.view_weightchange",
    "moderation.view_campaign",
    "moderation.view_decision",
    "moderation.view_finding",
    "moderation.view_rulepolicy",
    "moderation.view_screeningpolicy",
    "ratings.view_rebuild",
    "ratings.view_lease",
    "ratings.view_recount",
    "moderation.view_proposal",
)
MODERATOR = (
    *VIEWER,
    "battles.end_share",
    "moderation.add_campaign",
    "moderation.add_finding",
    "moderation.answer_proposal",
    "moderation.ask_second_opinion",
    "moderation.claim_finding",
    "moderation.correct_detections",
    "moderation.dismiss_findings",
    "moderation.fill_campaign",
    "moderation.restore_battles",
    "moderation.set_aside_battles",
    "moderation.undo_decision",
)
SENIOR = (
    *MODERATOR,
    "moderation.add_rulepolicy",
    "moderation.add_screeningpolicy",
    "moderation.view_blockedprompt",
    "battles.erase_texts",
    "moderation.block_voter",
    "moderation.unveil_battle",
    "moderation.view_staff_records",
    "moderation.view_traces",
)

OPERATOR = (
    *VIEWER,
    "arenasite.add_receiver",
    "arenasite.change_receiver",
    "arenasite.replay_delivery",
    "arenasite.reset_second_factor",
    "arenasite.resume_receiver",
    "arenasite.view_delivery",
    "arenasite.view_receiver",
    "auth.view_user",
    "ratings.add_partnerkey",
    "ratings.change_partnerkey",
    "ratings.revoke_partnerkey",
    "ratings.rotate_partnerkey",
    "ratings.view_partnerkey",
    "battles.add_arena",
    "battles.add_contender",
    "battles.add_countingpolicy",
    "battles.add_endpoint",
    "battles.add_languagemodel",
    "battles.add_legaldocument",
    "battles.add_retentionpolicy",
    "battles.add_samplingpolicy",
    "battles.change_arena",
    "battles.change_contender",
    "battles.change_endpoint",
    "battles.change_languagemodel",
    "battles.change_legaldocument",
    "battles.delete_arena",
    "battles.delete_contender",
    "battles.delete_endpoint",
    "battles.delete_languagemodel",
    "battles.import_votes",
    "battles.see_live_models",
    "battles.view_benchevent",
    "battles.view_importjob",
    "moderation.answer_proposal",
    "moderation.decide_board_settings",
)
"""Manages models, endpoints, arenas, sampling and counting policies, imports votes, and resets others' second
factor.

Operators can delete only rows that never had a battle. They decide about settings that move
boards, and confirm each other's; they take no decision about battles or voters.
"""

ROLES: dict[str, tuple[str, ...]] = {
    "Viewer": VIEWER,
    "Moderator": MODERATOR,
    "Senior": SENIOR,
    "Operator": OPERATOR,
}


class UnknownPermission(LookupError):
    """A role names a permission that the database does not have."""


@transaction.atomic
def create_roles() -> dict[str, int]:
    """Create a group for each role with exactly the role's permissions; safe to run again.

    Returns the number of permissions of each role. Raises UnknownPermission and then changes nothing.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for wanted in ROLES.values():
        if missing := set(wanted) - known.keys():
            raise UnknownPermission(", ".join(sorted(missing)))
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[each] for each in wanted])
    return {name: len(wanted) for name, wanted in ROLES.items()}

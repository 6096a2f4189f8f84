"""An action of a list asks on a page of its own before anything changes, as its name's "…" announces."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from moderation.models import CampaignRemoval, Decision
from tests.arenasite.staff.pages import ACTIONS
from tests.arenasite.staff.test_permissions import rows, signed_in  # noqa: F401 - a fixture

AT_ONCE = {
    ("arenasite_delivery", "replay"),
    ("arenasite_receiver", "resume"),
    ("auth_user", "reset_second_factor"),
    ("battles_endpoint", "lift"),
    ("battles_languagemodel", "lift"),
    ("battles_share", "end"),
    ("moderation_review", "claim"),
    ("moderation_review", "release"),
    ("ratings_partnerkey", "revoke"),
    ("ratings_partnerkey", "rotate"),
}
"""Those that ask nothing: none concerns a vote, a voter or a campaign."""
ASKING = [
    (table, action)
    for table, actions in ACTIONS.items()
    for action in actions
    if (table, action) not in AT_ONCE and action != "delete_selected"  # Django's own asks
]


def names_of_actions(table: str) -> dict[str, str]:
    app, model = table.split("_")
    admin = next(each for each in site._registry.values() if each.opts.label_lower == f"{app}.{model}")
    return {name: str(words) for _action, name, words in admin._get_base_actions()}


def test_the_name_of_an_action_says_whether_it_asks():
    named = {
        (table, action)
        for table in ACTIONS
        for action, name in names_of_actions(table).items()
        if "…" in name
    }
    assert named == set(ASKING)


@pytest.mark.parametrize(("table", "action"), ASKING)
def test_an_action_asks_before_anything_changes(rows, table, action):  # noqa: F811 - a fixture
    client = signed_in(rows["auth_user"])
    counts = [model.objects.count() for model in (Decision, CampaignRemoval, LogEntry)]
    sent = {"action": action, "_selected_action": [rows[table].pk], "index": 0}
    asked = client.post(reverse(f"admin:{table}_changelist"), sent, follow=True)
    assert asked.status_code == 200
    assert "cl" not in asked.context  # not the list again
    assert '<input type="submit"' in asked.content.decode()
    assert [model.objects.count() for model in (Decision, CampaignRemoval, LogEntry)] == counts

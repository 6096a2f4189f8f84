"""Permissions, links between Django's tables and the log of staff's acts are in the reader's language."""

import ast
import re
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from arenasite.staff.log_words import STATES, translate_log_words
from battles.models import ImportJob

ROOT = Path(__file__).resolve().parents[3]
FOREIGN = {"Webhook", "webhook", "TOTP", "Control", "Command", "Mac"}
"""Words that are the same in Chinese."""


@pytest.fixture
def desk(client, db):
    client.force_login(User.objects.create_superuser("root"))
    return client


def english_words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]{2,}", text)) - FOREIGN


def test_every_permission_has_a_name_in_both_languages(db):
    permissions = Permission.objects.select_related("content_type").order_by("pk")
    stored = {str(each).rpartition(" | ")[2]: each.name for each in permissions}
    assert {name for name, other in stored.items() if name != other} == set()
    with translation.override("zh-hant"):
        assert {str(each) for each in permissions if english_words(str(each))} == set()
    assert len(permissions) > 200


def test_a_permission_of_a_table_that_is_gone_keeps_its_stored_name(db):
    permission = Permission.objects.first()
    permission.content_type.model = "gone"
    permission.content_type.save()
    assert str(permission).endswith(permission.name)


@pytest.mark.parametrize("page", ["change", "delete"])
@pytest.mark.parametrize("table", ["group", "user"])
def test_pages_of_roles_and_accounts_are_wholly_in_chinese(desk, table, page):
    role = Group.objects.get(name="Moderator")
    user = User.objects.create_user("ada")
    user.groups.add(role)
    user.user_permissions.add(Permission.objects.first())
    row = role if table == "group" else user
    with translation.override("zh-hant"):
        url = reverse(f"admin:auth_{table}_{page}", args=[row.pk])
    html = desk.get(url).content.decode()
    shown = strip_tags(re.sub(r"(?s)<(script|style|header|nav)\b.*?</\1>", "", html))
    assert "權限" in shown
    roles = set(Group.objects.values_list("name", flat=True))
    assert english_words(shown) - roles - {"ada", "root", "English", "rsaquo", "pbkdf", "md"} == set()


WRITERS = {"log_actions", "log_change", "_delete_factor"}
"""What stores a text in the log, or passes it on."""


def list_log_words() -> list[tuple[str, ast.expr]]:
    """The arguments of each call that stores words in the log, with the call's place."""
    found = []
    for app in ("arenasite", "battles", "moderation", "ratings"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                function = getattr(node, "func", None)
                if getattr(function, "attr", getattr(function, "id", "")) in WRITERS:
                    values = (*node.args, *(each.value for each in node.keywords))
                    found += [(f"{path.relative_to(ROOT)}:{node.lineno}", value) for value in values]
    return found


def test_no_act_is_logged_in_words_that_are_not_marked():
    """A text that a call has as it is, is not translated; where a name brings it, it is marked there."""
    words = list_log_words()
    assert len(words) > 40
    unmarked = [
        place
        for place, each in words
        if isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
    ]
    assert unmarked == []


def test_the_history_of_a_row_is_in_the_readers_language(desk):
    root = User.objects.get()
    for words in (
        "Viewed personal data.",
        "Erased the texts: they asked: by letter",
        "checking → storing",
        "?",
    ):
        LogEntry.objects.log_actions(root.pk, [root], CHANGE, words, single_object=True)
    with translation.override("zh-hant"):
        url = reverse("admin:auth_user_history", args=[root.pk])
    page = desk.get(url).content.decode()
    for words in ("已檢視個人資料。", "已清除文字：they asked: by letter", "讀取中 → 匯入中", "<td>?</td>"):
        assert words in page
    with translation.override("en"):
        url = reverse("admin:auth_user_history", args=[root.pk])
    assert "Viewed personal data." in desk.get(url).content.decode()


def test_every_state_that_staff_bring_about_has_its_word():
    assert set(STATES) <= set(ImportJob.State.values)
    with translation.override("zh-hant"):
        for state in STATES:
            assert translate_log_words(f"{state} → {state}") != f"{state} → {state}"

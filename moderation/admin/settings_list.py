"""Changed settings as a list for a page of the admin."""

from collections.abc import Iterable

from django.utils.html import format_html_join

from moderation.admin.links import NOTHING
from moderation.decisions.board_settings import SettingChange, to_json
from moderation.public_settings import public_settings


def settings_list(changes: Iterable[SettingChange]) -> str:
    """One line per setting: contender, setting, old and new value."""
    lines = [
        (f"{each.contender}, " if each.contender else "", each.label, each.old_label, each.new_label)
        for each in public_settings(to_json(changes))
    ]
    return format_html_join("\n", "<div>{}{}: {} → {}</div>", lines) or NOTHING

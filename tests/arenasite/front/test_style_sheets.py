"""Style sheets of public pages work in languages that are written from right to left."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
APPS = ("arenasite", "battles", "ratings", "moderation")
SHEETS = [
    path
    for app in APPS
    for path in sorted((ROOT / app / "static").rglob("*.css"))
    if path.name != "desk.css"  # the admin's own
]
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right):|float:|text-align: (?:left|right)"
)
FOUR_SIDES = re.compile(r"^\s*(?:margin|padding|inset): ([^\s()]+) ([^\s()]+) ([^\s()]+) ([^\s()]+);$")


def test_no_style_sheet_depends_on_how_a_phone_is_held():
    """WCAG 1.3.4: then no page is bound to one orientation."""
    sheets = [path for app in APPS for path in (ROOT / app / "static").rglob("*.css")]
    assert len(sheets) > len(SHEETS) > 20
    assert [path.name for path in sheets if "orientation" in path.read_text()] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_no_rule_names_left_or_right(path):
    """A rule that asks for the direction itself may."""
    found, selector = [], ""
    for line in path.read_text().splitlines():
        selector = line if line.endswith("{") else selector
        sides = FOUR_SIDES.match(line)
        if (PHYSICAL.search(line) and ":dir(" not in selector) or (sides and sides[2] != sides[4]):
            found.append(line.strip())
    assert found == []

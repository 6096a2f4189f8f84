"""What axe-core, the checker of WCAG that most projects use, finds on a page.

`bash tests/browser/install.sh` installs it from npm, or AXE names its file.
"""

import os
from pathlib import Path

import pytest

from tests.missing_packages import NOT_INSTALLED

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("AXE") or ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FURTHER_RULES = ["landmark-one-main", "landmark-no-duplicate-main"]
"""Good practice beyond WCAG that holds on every page."""
RUN = "([tags, rules]) => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules, preload: false})"
SIZES = {
    "desk": {"width": 1440, "height": 900},
    "tablet": {"width": 768, "height": 1000},
    "phone": {"width": 360, "height": 800},
}

NEEDS_AXE = pytest.mark.skipif(
    not AXE.exists(), reason=f"{NOT_INSTALLED}axe-core (bash tests/browser/install.sh)"
)


def find_violations(page) -> list[str]:
    """What axe finds with everything unfolded. It must not load style sheets anew (`preload`): the content
    policy blocks the copies, and the console says so. Only `css-orientation-lock` needs them, see
    tests/arenasite/front/test_style_sheets.py.
    """
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, [RULES, {name: {"enabled": True} for name in FURTHER_RULES}])["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]

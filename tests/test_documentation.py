"""Documents name files and modules that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/decisions.md",
    "docs/imports.md",
    "docs/serving.md",
    "docs/operating.md",
    "docs/upstreams.md",
]
APPS = ("arenasite", "battles", "ratings", "moderation", "tests", "templates", "docs")
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join(APPS)})/[\w/.-]*\w)")
DOTTED = re.compile(rf"`((?:{'|'.join(APPS[:4])})(?:\.[a-z_]+)+)`")
LINK = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def named_paths(document: str) -> set[str]:
    return set(PATH.findall(text(document)))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document):
    missing = sorted(path for path in named_paths(document) if not (ROOT / path).exists())
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_a_document_names_exists(document):
    modules = {name.replace(".", "/") for name in DOTTED.findall(text(document))}
    missing = sorted(name for name in modules if not _is_module_or_its_content(name))
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_relative_link_leads_to_a_file(document):
    folder = (ROOT / document).parent
    missing = sorted(link for link in LINK.findall(text(document)) if not (folder / link).exists())
    assert missing == []


def test_a_path_that_does_not_exist_would_be_found():
    assert PATH.findall("see `battles/nowhere.py`, and (ratings/core).") == [
        "battles/nowhere.py",
        "ratings/core",
    ]


def _is_module_or_its_content(name: str) -> bool:
    """Whether `name` (with slashes) is a module or package, or something inside one."""
    path = ROOT / name
    parent = path.parent
    return path.is_dir() or path.with_suffix(".py").exists() or parent.with_suffix(".py").exists()

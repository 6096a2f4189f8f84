"""Documents name files, modules, commands and options that exist, and their tables are whole."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
APPS = ("arenasite", "battles", "ratings", "moderation", "tests", "templates", "docs")
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join(APPS)})/[\w/.-]*\w)")
DOTTED = re.compile(rf"`((?:{'|'.join(APPS[:4])})(?:\.[a-z_]+)+)(?<!\.gz)`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)([^`&\n]*)")
MODULE = re.compile(r"python -m (tests\.[a-z_.]*[a-z_])([^`\n]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SEPARATOR = re.compile(r"\|[\s:|-]+\|")
LINK = re.compile(r"\]\(([^)#:\s]+?)(?:#[^)]*)?\)")
MADE_BY_READERS = {"arenasite/locale/de/LC_MESSAGES"}


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def named_paths(document: str) -> set[str]:
    return set(PATH.findall(text(document)))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document):
    named = named_paths(document) - MADE_BY_READERS
    missing = sorted(path for path in named if not (ROOT / path).exists())
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


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_manage_py_exists_with_its_options(document):
    commands = get_commands()
    named = COMMAND.findall(text(document))
    assert [name for name, _rest in named if name not in commands] == []
    for name, rest in named:
        parser = load_command_class(commands[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(OPTION.findall(rest)) <= known, (document, name)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_to_run_exists_and_knows_its_options(document):
    for name, rest in MODULE.findall(text(document)):
        path = ROOT / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), (document, name)
        options = set(OPTION.findall(rest)) - {"--help"}
        source = "" if path.is_dir() else path.with_suffix(".py").read_text(encoding="utf-8")
        assert [option for option in options if f'"{option}"' not in source] == [], (document, name)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_table_has_a_head_and_rows_of_its_width(document):
    lines = text(document).splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("|") or SEPARATOR.fullmatch(line):
            continue
        start = number
        while start and lines[start - 1].startswith("|"):
            start -= 1
        assert SEPARATOR.fullmatch(lines[start + 1]), (document, number + 1)
        assert count_cells(line) == count_cells(lines[start]), (document, number + 1)


def count_cells(row: str) -> int:
    """Cells of a table's row; a bar in code or after a backslash divides nothing."""
    return re.sub(r"`[^`]*`|\\\|", "", row).count("|")


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

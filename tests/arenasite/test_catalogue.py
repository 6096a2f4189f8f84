"""The Traditional Chinese catalogue: complete, faithful in its placeholders, and compiled."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "arenasite" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
PACKAGES = ["arenasite", "battles", "ratings", "moderation"]
COLLECT = (
    "python manage.py makemessages -l zh_Hant --no-location --no-wrap -i .venv -i build -i data -i tests"
)
COMPILE = "python manage.py compilemessages -l zh_Hant -i .venv -i build -i data"

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}")
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:, {LITERAL})*)")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Message = tuple[str | None, str]
"""Context, if any, and the English text; the singular where there is a plural."""


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def marked_in_template(source: str, origin: str) -> Iterator[Message]:
    """What a template marks, as the collecting command sees it."""
    for name, literals in TEMPLATE_CALL.findall(templatize(source, origin=origin)):
        words = [ast.literal_eval(literal) for literal in re.findall(LITERAL, literals)]
        yield message(name, words)


def marked_in_python(source: str) -> Iterator[Message]:
    """What a module marks; a text that is no constant cannot be collected and is passed over."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        name = name.removesuffix("_lazy").removesuffix("_noop")
        words = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if name in {"_", "gettext", "ngettext", "pgettext", "npgettext"} and words:
            yield message(name, words)


def message(name: str, words: list[str]) -> Message:
    """A call's context and first text, by the name of the function that marks it."""
    return (words[0], words[1]) if "pgettext" in name else (None, words[0])


def marked() -> dict[Message, str]:
    """Every text the site marks for translation, with one file that has it."""
    found: dict[Message, str] = {}
    templates = ROOT / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        for each in marked_in_template(path.read_text(), str(path)):
            found.setdefault(each, str(path.relative_to(ROOT)))
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for each in marked_in_python(path.read_text()):
            found.setdefault(each, str(path.relative_to(ROOT)))
    return found


def translated_at_import(tree: ast.Module) -> list[int]:
    """The lines that translate a text while their module is loaded, into the language of that moment."""
    imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    eager = {
        alias.asname or alias.name
        for each in imports
        if each.module == "django.utils.translation"
        for alias in each.names
        if alias.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }
    return [each.lineno for each in _loaded_calls(tree) if getattr(each.func, "id", "") in eager]


def _loaded_calls(node: ast.AST) -> Iterator[ast.Call]:
    later = getattr(node, "body", None) if isinstance(node, FUNCTIONS) else None
    for child in ast.iter_child_nodes(node):
        if child is later or (isinstance(later, list) and child in later):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _loaded_calls(child)


def translations(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def contents(entries) -> dict[tuple[str | None, str, str], list[str]]:
    return {
        (each.msgctxt or None, each.msgid, each.msgid_plural or ""): translations(each) for each in entries
    }


def test_every_marked_text_is_in_the_catalogue(catalogue):
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
    missing = {each: path for each, path in marked().items() if each not in known}
    lines = [f"  {text!r} ({path})" for (_context, text), path in missing.items()]
    assert not missing, "\n".join(["Not in the catalogue:", *lines, f"Run: {COLLECT}", "Then translate."])


def test_marks_are_found_in_templates_and_in_python():
    template = (
        '{% load i18n %}{% translate "One" %} {% translate "Two" context "number" %} {{ _("Three")|upper }}'
    )
    template += "{% blocktranslate count n=x %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}"
    assert set(marked_in_template(template, "test")) == {
        (None, "One"),
        ("number", "Two"),
        (None, "Three"),
        (None, "%(n)s cat"),
    }
    module = '_("One"); ngettext("%d cat", "%d cats", n)\n'
    module += 'pgettext_lazy("number", "Two"); translation.gettext("F" "our")'
    assert set(marked_in_python(module)) == {
        (None, "One"),
        (None, "%d cat"),
        ("number", "Two"),
        (None, "Four"),
    }


def test_every_message_is_translated_and_none_is_a_guess(catalogue):
    entries = [entry for entry in catalogue if not entry.obsolete]
    assert entries
    left = [entry.msgid for entry in entries if entry.fuzzy or not all(translations(entry))]
    assert not left, f"Untranslated or fuzzy in {CATALOGUE.name}: {left}"


def test_placeholders_are_the_same_on_both_sides(catalogue):
    for entry in catalogue.translated_entries():
        wanted = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for words in translations(entry):
            assert Counter(PLACEHOLDER.findall(words)) == wanted, entry.msgid


def test_chinese_has_one_form_for_any_number(catalogue):
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert all(list(entry.msgstr_plural) == [0] for entry in catalogue if entry.msgid_plural)


def test_the_compiled_catalogue_says_what_the_source_says(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert contents(compiled) == contents(catalogue.translated_entries()), f"Run: {COMPILE}"
    for field in ("Content-Type", "Plural-Forms", "Language"):
        assert compiled.metadata[field] == catalogue.metadata[field], field


def test_no_module_translates_a_text_while_it_is_loaded():
    """Texts of columns, fields and classes are lazy: their reader's language is known later."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(paths) > 500
    found = {str(path.relative_to(ROOT)): translated_at_import(ast.parse(path.read_text())) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_text_that_is_translated_while_a_module_is_loaded_is_noticed():
    head = "from django.utils.translation import gettext as _\n"
    assert translated_at_import(ast.parse(f"{head}@show(words=_('a'))\ndef f(): return _('b')\n")) == [2]
    assert translated_at_import(ast.parse(f"{head}class A:\n    words = _('a')\n")) == [3]
    assert translated_at_import(ast.parse(f"{head}later = lambda: _('a')\n")) == []
    assert translated_at_import(ast.parse(head.replace("gettext", "gettext_lazy") + "words = _('a')\n")) == []

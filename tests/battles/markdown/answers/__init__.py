"""Sixty answers in twelve languages, written for this test, and their HTML as it was looked at.

python -m tests.battles.markdown.answers           write the HTML anew, after looking at the difference
python -m tests.battles.markdown.answers FOLDER    write a page of them to look at, as the site shows them
"""

from pathlib import Path

from battles.markdown.rendering import render
from tests.battles.markdown.unlimited import Unlimited

FOLDER = Path(__file__).parent
SOURCE, REVIEWED = FOLDER / "answers.txt", FOLDER / "reviewed.txt"
MARK = "=== "


def read(path: Path) -> dict[str, str]:
    """The texts of a file by name."""
    texts: dict[str, str] = {}
    for part in ("\n" + path.read_text()).split("\n" + MARK)[1:]:
        name, _newline, text = part.partition("\n")
        texts[name] = text.removesuffix("\n")
    return texts


def render_all() -> dict[str, str]:
    """The HTML of each answer."""
    return {name: render(text, Unlimited()).rstrip("\n") for name, text in read(SOURCE).items()}


def write() -> None:
    """Store the HTML of now as reviewed."""
    REVIEWED.write_text("".join(f"{MARK}{name}\n{html}\n" for name, html in render_all().items()))


def write_page(folder: Path) -> None:
    """A page of all answers with the site's own styles, a part for each language."""
    root = FOLDER.parents[3]
    sheets = [
        root / "arenasite/static/arenasite/base.css",
        root / "arenasite/static/arenasite/pieces.css",
        root / "battles/static/battles/battle.css",
        root / "battles/static/battles/answer.css",
    ]
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in sheets)
    by_language: dict[str, list[str]] = {}
    for name, html in render_all().items():
        article = (
            '<article class="answer" data-side="a" data-state="done">'
            f'<header class="answer-head"><h3>{name}</h3></header>'
            f'<div class="answer-text" dir="auto">{html}</div></article>'
        )
        by_language.setdefault(name.partition("-")[0], []).append(article)
    for language, articles in by_language.items():
        page = f'<!doctype html><html lang="{language}"><meta charset="utf-8">{links}<main>{{}}</main>'
        columns = "".join(f'<div style="margin:1rem 0">{article}</div>' for article in articles)
        (folder / f"{language}.html").write_text(page.format(columns))

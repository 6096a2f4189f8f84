"""The documents as pages show them: stored versions, and version 1, which is shipped."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from battles.markdown import PROCESS
from battles.models import LegalDocument

FOLDER = Path(__file__).parent / "defaults"
SHIPPED_VERSION = 1
SHIPPED_ON = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
CHINESE = "zh-hant"


@dataclass(frozen=True)
class Document:
    """One version in one language. change: what changed, empty for the shipped version."""

    kind: str
    version: int
    published_at: dt.datetime
    text: str
    change: str

    @property
    def html(self) -> SafeString:
        return mark_safe(_render(self.text))


def get_document(kind: str, *, now: dt.datetime) -> Document:
    """The version in force, in the active language."""
    newest = LegalDocument.objects.published(now=now).filter(kind=kind).first()
    return _from_row(newest) if newest else _read_shipped(kind)


def find_document(kind: str, version: int, *, now: dt.datetime) -> Document | None:
    """A version that is in force or was; None if there is none of this number."""
    if version == SHIPPED_VERSION:
        return _read_shipped(kind)
    row = LegalDocument.objects.published(now=now).filter(kind=kind, version=version).first()
    return _from_row(row) if row else None


def list_versions(kind: str, *, now: dt.datetime) -> list[tuple[int, dt.datetime]]:
    """Number and date of every published version, the newest first."""
    rows = LegalDocument.objects.published(now=now).filter(kind=kind)
    return [*rows.values_list("version", "published_at"), (SHIPPED_VERSION, SHIPPED_ON)]


def _from_row(row: LegalDocument) -> Document:
    is_chinese = get_language() == CHINESE
    return Document(
        row.kind,
        row.version,
        row.published_at,
        row.text_zh_hant if is_chinese else row.text_en,
        row.change_zh_hant if is_chinese else row.change_en,
    )


def _read_shipped(kind: str) -> Document:
    language = CHINESE if get_language() == CHINESE else "en"
    return Document(kind, SHIPPED_VERSION, SHIPPED_ON, _read_file(kind, language), "")


@cache
def _read_file(kind: str, language: str) -> str:
    return (FOLDER / f"{kind}.{language}.md").read_text(encoding="utf-8")


_rendered: dict[str, str] = {}
MAX_RENDERED = 32


def _render(text: str) -> str:
    """HTML of a document; the few that are read are kept."""
    if text not in _rendered:
        rendered = PROCESS.render(text)
        if not rendered.is_final:
            return rendered.html
        while len(_rendered) >= MAX_RENDERED:
            _rendered.pop(next(iter(_rendered)), None)
        _rendered[text] = rendered.html
    return _rendered[text]

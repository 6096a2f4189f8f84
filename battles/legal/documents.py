"""The documents as pages show them: stored versions, and those that are shipped with the site."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from battles.markdown import PROCESS
from battles.models import LegalDocument
from battles.models.visitors import SHIPPED_VERSIONS

FOLDER = Path(__file__).parent / "defaults"
FIRST = (dt.datetime(2026, 11, 29, tzinfo=dt.UTC), "")
SHIPPED: dict[tuple[str, int], tuple[dt.datetime, str | Promise]] = {
    ("terms", 1): FIRST,
    ("privacy", 1): FIRST,
    ("privacy", 2): (
        dt.datetime(2026, 11, 30, tzinfo=dt.UTC),
        _("The privacy notice names every cookie, what stays in the browser, and prompts that wait."),
    ),
}
"""Date of each shipped version, and what changed with it. Texts: defaults/<kind>.<version>.<language>.md."""
CHINESE = "zh-hant"


@dataclass(frozen=True)
class Document:
    """One version in one language. change: what changed, empty for the first version."""

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
    return _from_row(newest) if newest else _read_shipped(kind, SHIPPED_VERSIONS[kind])


def find_document(kind: str, version: int, *, now: dt.datetime) -> Document | None:
    """A version that is in force or was; None if there is none of this number."""
    row = LegalDocument.objects.published(now=now).filter(kind=kind, version=version).first()
    if row is not None:
        return _from_row(row)
    return _read_shipped(kind, version) if (kind, version) in SHIPPED else None


def list_versions(kind: str, *, now: dt.datetime) -> list[tuple[int, dt.datetime]]:
    """Number and date of every published version, the newest first."""
    shipped = {version: date for (of, version), (date, _change) in SHIPPED.items() if of == kind}
    rows = LegalDocument.objects.published(now=now).filter(kind=kind)
    return sorted((shipped | dict(rows.values_list("version", "published_at"))).items(), reverse=True)


def _from_row(row: LegalDocument) -> Document:
    is_chinese = get_language() == CHINESE
    return Document(
        row.kind,
        row.version,
        row.published_at,
        row.text_zh_hant if is_chinese else row.text_en,
        row.change_zh_hant if is_chinese else row.change_en,
    )


def _read_shipped(kind: str, version: int) -> Document:
    language = CHINESE if get_language() == CHINESE else "en"
    date, change = SHIPPED[kind, version]
    return Document(kind, version, date, _read_file(kind, version, language), str(change))


@cache
def _read_file(kind: str, version: int, language: str) -> str:
    return (FOLDER / f"{kind}.{version}.{language}.md").read_text(encoding="utf-8")


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

"""The rendered HTML of answers, stored beside their texts."""

import hashlib
from collections.abc import Iterable

from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from battles.database.compiled import CompiledInsert
from battles.markdown import PROCESS, VERSION


class AnswerHtmlManager(models.Manager):
    def save_html(self, rendered: Iterable[tuple[int, str, str]]) -> None:
        """Store HTML of the current version as (answer id, text, html)."""
        _save_html.execute(
            [(answer_id, VERSION, compute_digest(text), html) for answer_id, text, html in rendered]
        )

    def get_html(self, answer) -> SafeString:
        """Return an answer's HTML. Renders and stores it if it is missing, older, or of another text.

        Load answers with `select_related("rendered")` to read it without a query.
        """
        if not answer.text:
            return mark_safe("")
        stored = getattr(answer, "rendered", None)
        if stored is not None and stored.is_current(answer.text):
            return mark_safe(stored.html)
        rendered = PROCESS.render(answer.text)
        if rendered.is_final and answer.state != answer.State.RUNNING:
            self.save_html([(answer.pk, answer.text, rendered.html)])
        return mark_safe(rendered.html)


class AnswerHtml(models.Model):
    """One answer's text as sanitised HTML; derived, so it may be deleted at any time.

    A table of its own: whoever reads many texts (detectors, exports) does not read their HTML too. It is
    deleted with its answer.
    """

    answer = models.OneToOneField(
        "battles.Answer", primary_key=True, on_delete=models.CASCADE, related_name="rendered"
    )
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("Version of the renderer."))
    digest = models.CharField(_("digest"), max_length=32, help_text=_("Digest of the text."))
    html = models.TextField(_("HTML"))

    objects = AnswerHtmlManager()

    class Meta:
        verbose_name = _("rendered answer")
        verbose_name_plural = _("rendered answers")

    def __str__(self):
        return f"HTML of answer {self.answer_id}"

    def is_current(self, text: str) -> bool:
        """Whether this is what the current renderer made of this text."""
        return is_current(text, version=self.version, digest=self.digest)


def is_current(text: str, *, version: int | None, digest: str | None) -> bool:
    """Whether stored HTML with this version and digest is what the current renderer made of this text."""
    return version == VERSION and digest == compute_digest(text)


def compute_digest(text: str) -> str:
    """Return a digest of a text: HTML of a text that was replaced is never shown."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


_save_html = CompiledInsert(
    AnswerHtml,
    ["answer", "version", "digest", "html"],
    "ON CONFLICT (answer_id) DO UPDATE SET "
    "version = excluded.version, digest = excluded.digest, html = excluded.html",
)

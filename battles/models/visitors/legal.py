"""Terms and privacy notice as versioned documents."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

SHIPPED_VERSIONS = {"terms": 1, "privacy": 2}
"""The newest version of each text that is shipped with the site (battles.legal)."""


class LegalDocumentQuerySet(models.QuerySet):
    def published(self, *, now):
        """Documents that are in force or were, the newest version first."""
        return self.filter(published_at__lte=now).order_by("-version")


class LegalDocument(models.Model):
    """One version of the terms or of the privacy notice, in Markdown; never changed once it is published.

    The first versions are texts that are shipped with the site (battles.legal). A stored version follows
    them, and is in force instead of them.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms")
        PRIVACY = "privacy", _("Privacy")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    text_en = models.TextField(_("text in English"), help_text=_("Markdown."))
    text_zh_hant = models.TextField(_("text in Traditional Chinese"), help_text=_("Markdown."))
    change_en = models.CharField(
        _("what changed, in English"), max_length=300, help_text=_("One sentence, said once to visitors.")
    )
    change_zh_hant = models.CharField(_("what changed, in Traditional Chinese"), max_length=300)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("From then on it is in force and cannot be changed; empty: a draft."),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="legaldocument_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=2), name="legaldocument_after_shipped"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.version}"

    def save(self, *args, **kwargs):
        if not self.version:
            newest = type(self).objects.filter(kind=self.kind).aggregate(models.Max("version"))
            self.version = max(newest["version__max"] or 0, SHIPPED_VERSIONS[self.kind]) + 1
        super().save(*args, **kwargs)

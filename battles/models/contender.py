"""Contenders: models in an arena's pool, with their dated history."""

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .catalog import LanguageModel


class Entrant(NamedTuple):
    """A contender as the draw sees it: its id, its weight, and the group whose cap applies to it.

    group: the organization's name, case-folded. All unnamed previews are one group. A contender without a
    known organization is a group of one.
    """

    pk: int
    weight: float
    group: str


UNNAMED_GROUP = "\0unnamed"


class ContenderQuerySet(models.QuerySet):
    def in_the_draw(self, arena):
        """Contenders in the arena's draw: active or preview, with a weight and an enabled endpoint."""
        return self.filter(
            arena=arena,
            state__in=[Contender.State.ACTIVE, Contender.State.PREVIEW],
            model__endpoint__is_enabled=True,
            weight__gt=0,
        )

    def drawable(self, arena, *, as_of=None, with_rate_limited=False):
        """Contenders a battle may draw as of a moment (now): in the draw, not rate limited, and neither model
        nor endpoint benched. with_rate_limited: rate-limited models too."""
        moment = as_of or timezone.now()
        pool = (
            self.in_the_draw(arena)
            .exclude(model__health__benched_until__gt=moment)
            .exclude(model__endpoint__health__benched_until__gt=moment)
            .select_related("model__endpoint")
        )
        return pool if with_rate_limited else pool.exclude(model__health__rate_limited_until__gt=moment)

    def selectable(self, arena):
        """Contenders that a visitor may choose for side by side.

        A benched one stays: a list that followed the bench would follow running battles. Previews are
        selectable only where the arena says so.
        """
        pool = self.in_the_draw(arena).select_related("model__endpoint")
        if not arena.offers_previews:
            pool = pool.filter(state=Contender.State.ACTIVE)
        return pool

    def entrants(self):
        """These contenders as Entrants, by id. One query, no model instances."""
        return build_entrants(self.entrant_rows())

    def entrant_rows(self):
        """The rows from which `build_entrants` makes these contenders' Entrants."""
        return self.order_by("pk").values_list(
            "pk", "weight", "model__organization", "state", "codename", "unveiled_at"
        )

    def listed(self):
        """Contenders that the public may see: all except drafts."""
        return self.exclude(state=Contender.State.DRAFT)


def build_entrants(rows) -> tuple[Entrant, ...]:
    """Entrants from rows of `entrant_rows`."""
    return tuple(
        Entrant(pk, weight, UNNAMED_GROUP if is_unnamed(*naming) else cap_group(organization, pk))
        for pk, weight, organization, *naming in rows
    )


def cap_group(organization: str, pk: int) -> str:
    """The group whose cap applies to a named contender."""
    return organization.strip().casefold() or f"\0{pk}"


def is_unnamed(state: str, codename: str, unveiled_at) -> bool:
    """Whether the public sees only the codename: in preview or paused, and never unveiled."""
    hidden = state in (Contender.State.PREVIEW, Contender.State.PAUSED)
    return hidden and bool(codename) and unveiled_at is None


class Contender(models.Model):
    """One model in one arena, with its sampling weight and lifecycle.

    `imported_name` is the name in the vote log, for a contender that came with imported votes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PREVIEW = "preview", _("Preview")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        RETIRED = "retired", _("Retired")

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="contenders"
    )
    model = models.ForeignKey(
        "battles.LanguageModel", verbose_name=_("model"), on_delete=models.PROTECT, related_name="contenders"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    weight = models.FloatField(_("weight"), default=1.0, validators=[MinValueValidator(0.0)])
    codename = models.CharField(
        _("codename"), max_length=80, blank=True, help_text=_("Public name while in preview.")
    )
    unveiled_at = models.DateTimeField(
        _("unveiled at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its name took the place of its codename."),
    )
    imported_name = models.CharField(
        _("imported name"), max_length=200, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ContenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("contender")
        verbose_name_plural = _("contenders")
        ordering = ["arena_id", "model__name"]
        constraints = [
            models.UniqueConstraint(fields=["arena", "model"], name="contender_once_per_arena"),
            models.UniqueConstraint(fields=["arena", "imported_name"], name="contender_imported_name_once"),
            models.UniqueConstraint(
                fields=["arena", "codename"], name="contender_codename_once", condition=~models.Q(codename="")
            ),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="contender_weight_not_negative"),
        ]

    def __str__(self):
        return f"{self.model} ({self.arena})"

    def clean(self):
        """A codename can be used in an address, is unique, and does not reveal the model."""
        super().clean()
        self.codename = " ".join(self.codename.split())
        if self.codename and self.model_id and (problem := self._codename_problem()):
            raise ValidationError({"codename": problem})

    def _codename_problem(self):
        slug = slugify(self.codename)
        if not slug:
            return _("A codename needs Latin letters or digits: it becomes an address.")
        others = Contender.objects.filter(arena_id=self.arena_id).exclude(pk=self.pk).exclude(codename="")
        used_slugs = {slugify(name) for name in others.values_list("codename", flat=True)}
        if slug in used_slugs or LanguageModel.objects.filter(slug=slug).exists():
            return _("This name is taken by another model or codename.")
        compact = slug.replace("-", "")
        revealing = (self.model.name, self.model.organization, self.model.family, *self.model.aliases)
        if any(
            len(part) > 2 and part in compact for part in (slugify(w).replace("-", "") for w in revealing)
        ):
            return _("This codename reveals the model or its organization.")
        return None

    @property
    def is_unnamed(self) -> bool:
        """Whether the public sees only this contender's codename."""
        return is_unnamed(self.state, self.codename, self.unveiled_at)

    @property
    def public_name(self) -> str:
        """The codename until it is unveiled, the model's own name otherwise."""
        return self.codename if self.is_unnamed else self.model.name

    @property
    def public_model_id(self) -> int | None:
        """The model's id; None while the public sees only the codename, because the id names the model in
        other arenas."""
        return None if self.is_unnamed else self.model_id

    @property
    def public_slug(self) -> str:
        """The slug of the public name."""
        return slugify(self.codename) if self.is_unnamed else self.model.slug


class ContenderChange(models.Model):
    """One step of a contender's lifecycle; append-only."""

    contender = models.ForeignKey(
        Contender, verbose_name=_("contender"), on_delete=models.PROTECT, related_name="changes"
    )
    from_state = models.CharField(_("from state"), max_length=10, choices=Contender.State.choices, blank=True)
    to_state = models.CharField(_("to state"), max_length=10, choices=Contender.State.choices)
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("contender change")
        verbose_name_plural = _("contender changes")
        ordering = ["id"]

    def __str__(self):
        return f"{self.contender}: {self.from_state or '–'} → {self.to_state}"

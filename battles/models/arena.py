"""An arena: a pool of contenders whose votes are counted together and never mixed with another arena's."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from battles.grouped_numbers import grouped
from battles.models.aspect import DEFAULT_ASPECTS, MAX_ASPECT_CHARACTERS, MAX_ASPECTS


def validate_aspects(text: str) -> None:
    """Refuse a list of aspects that is too long. Raises ValidationError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_ASPECTS or any(len(line) > MAX_ASPECT_CHARACTERS for line in lines):
        raise ValidationError(
            _("At most %(lines)s lines of at most %(characters)s characters."),
            params={"lines": grouped(MAX_ASPECTS), "characters": grouped(MAX_ASPECT_CHARACTERS)},
        )


class ArenaQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Arenas that a viewer may see, in the order set by staff. All pages and JSON select arenas by this.

        `viewer` is a voter, a user, or None for the anonymous public. Today everyone sees the public arenas
        and no others; staff see hidden arenas in the admin only.
        """
        return self.filter(visibility=Arena.Visibility.PUBLIC).order_by("position", "id")

    def public(self):
        """Arenas that anyone may see: the only ones that shared caches and prebuilt bytes may contain."""
        return self.visible_to(None)

    def open(self, viewer=None):
        """Arenas where this viewer may start new battles."""
        return self.visible_to(viewer).filter(accepts_battles=True)


class Arena(models.Model):
    """A pool of contenders with its own counting rules, such as the public text arena or an imported log."""

    class Visibility(models.TextChoices):
        """Who may see an arena, its boards and its models."""

        PUBLIC = "public", _("Public")
        HIDDEN = "hidden", _("Hidden")

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Lower comes first."))
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        help_text=_("A hidden arena is rated as others are, but only staff see it, in the admin."),
    )
    accepts_battles = models.BooleanField(_("accepts battles"), default=True)
    offers_previews = models.BooleanField(
        _("offers previews"),
        default=False,
        help_text=_("Visitors can choose models in preview for side by side, by their public names."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    vote_grace = models.PositiveSmallIntegerField(
        _("vote grace"),
        default=5,
        help_text=_("Seconds in which a voter may change a ballot before it counts; 0 for none."),
    )
    is_paced = models.BooleanField(
        _("is paced"),
        default=True,
        help_text=_("Show both answers at the same speed unless the voter chooses otherwise."),
    )
    max_turns = models.PositiveSmallIntegerField(
        _("max turns"), default=50, validators=[MinValueValidator(1)]
    )
    max_prompt_characters = models.PositiveIntegerField(
        _("max prompt characters"), default=24_000, validators=[MinValueValidator(1)]
    )

    aspects = models.TextField(
        _("what was better"),
        blank=True,
        default=DEFAULT_ASPECTS,
        validators=[validate_aspects],
        help_text=_(
            "Marks offered after a vote, one per line: correct, complete, clear, instruction, style, safe"
            " (these are translated), or words of your own. Empty for none. They are never rated."
        ),
    )

    minimum_votes = models.PositiveIntegerField(
        _("minimum votes"),
        default=30,
        help_text=_("Counted votes a model needs on a board to be rated at all."),
    )
    provisional_votes = models.PositiveIntegerField(
        _("provisional votes"),
        default=300,
        help_text=_("Below this many counted votes a rating is shown as provisional."),
    )
    anchor = models.ForeignKey(
        "battles.LanguageModel",
        verbose_name=_("anchor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The model whose rating is fixed; without one the mean is fixed."),
    )
    anchor_rating = models.FloatField(
        _("anchor rating"), default=1000.0, help_text=_("The anchor's rating, or the mean's.")
    )
    elo_k = models.FloatField(_("elo k"), default=4.0, validators=[MinValueValidator(0.01)])

    objects = ArenaQuerySet.as_manager()

    class Meta:
        verbose_name = _("arena")
        verbose_name_plural = _("arenas")
        ordering = ["position", "id"]

    def __str__(self):
        return self.title

    @property
    def aspect_codes(self) -> list[str]:
        """The aspects that are offered after a vote, in order."""
        return list(dict.fromkeys(line.strip() for line in self.aspects.splitlines() if line.strip()))

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.visibility == self.Visibility.PUBLIC

"""Screening of prompts and answers: its versioned policy, and blocked prompts that a policy keeps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScreeningCategory(models.TextChoices):
    """What a text may be about. Backends' own categories are mapped to these."""

    SELF_HARM = "self_harm", _("Self-harm")
    VIOLENCE = "violence", _("Violence")
    SEXUAL = "sexual", _("Sexual content")
    MINORS = "minors", _("Sexual content with minors")
    PRIVATE_DATA = "private_data", _("Private data")
    HATE = "hate", _("Hate and harassment")
    ILLEGAL = "illegal", _("Help with illegal acts")
    SPAM = "spam", _("Spam")


class ScreeningAction(models.TextChoices):
    """What a policy does about a category, the mildest first."""

    OFF = "off", _("Off")
    LOG = "log", _("Log: a finding for staff")
    WARN = "warn", _("Warn: may be sent anyway")
    BLOCK = "block", _("Block")


class ScreeningPolicy(models.Model):
    """One version of the policy; never changed. The newest applies.

    rules: by category {"action", "threshold" (0 to 1), "words" (list)}. is_shadow: everything is counted and
    found as it would be, and nothing is warned or blocked.
    """

    class Backend(models.TextChoices):
        NONE = "none", _("None: local rules only")
        MODERATIONS = "moderations", _("A moderations endpoint (OpenAI-compatible)")
        GUARD = "guard", _("A guard model")

    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=200, help_text=_("Why it changes; for staff."))
    is_shadow = models.BooleanField(
        _("shadow mode"),
        default=False,
        help_text=_("Count and note what would happen; warn and block nothing."),
    )
    rules = models.JSONField(_("rules"), default=dict)
    keeps_blocked = models.BooleanField(
        _("keep blocked prompts"),
        default=False,
        help_text=_("Keep the text of blocked prompts for staff for 30 days; otherwise nowhere."),
    )
    backend = models.CharField(_("backend"), max_length=12, choices=Backend.choices, default=Backend.NONE)
    endpoint = models.ForeignKey(
        "battles.Endpoint",
        verbose_name=_("moderations endpoint"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("A registered endpoint; its key comes from its environment variable."),
    )
    moderations_model = models.CharField(
        _("its model"), max_length=200, blank=True, help_text=_("Such as omni-moderation-latest.")
    )
    guard_model = models.ForeignKey(
        "battles.LanguageModel",
        verbose_name=_("guard model"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    guard_template = models.TextField(
        _("prompt of the guard model"),
        blank=True,
        help_text=_("{text} is replaced by the text. The model answers “safe”, or “unsafe” and codes."),
    )
    guard_codes = models.TextField(
        _("codes of the guard model"),
        blank=True,
        help_text=_("One a line, such as S1 = violence; the categories are those of this form."),
    )
    seconds = models.FloatField(
        _("seconds to wait for it"), default=3.0, help_text=_("A visitor waits as long.")
    )
    calls_per_minute = models.PositiveIntegerField(_("calls a minute"), default=120)
    help_text_en = models.TextField(_("help text, English"), blank=True)
    help_text_zh_hant = models.TextField(_("help text, Traditional Chinese"), blank=True)
    help_contacts = models.TextField(
        _("help contacts"), blank=True, help_text=_("One a line, such as a telephone number and who answers.")
    )

    class Meta:
        verbose_name = _("screening policy")
        verbose_name_plural = _("screening policies")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seconds__gt=0, seconds__lte=30), name="screening_seconds_in_range"
            ),
        ]

    def __str__(self):
        return str(_("Screening policy %(number)s") % {"number": self.pk or 0})

    def get_action(self, category: str) -> str:
        return self.rules.get(category, {}).get("action", ScreeningAction.OFF)

    def get_threshold(self, category: str) -> float:
        return self.rules.get(category, {}).get("threshold", 0.5)

    def get_words(self, category: str) -> list[str]:
        return self.rules.get(category, {}).get("words", [])


class BlockedPrompt(models.Model):
    """A blocked prompt, where the policy keeps them; deleted after 30 days."""

    policy = models.ForeignKey(
        ScreeningPolicy, verbose_name=_("policy"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    voter_key = models.UUIDField(_("voter"), null=True, editable=False, db_index=True)
    categories = models.JSONField(_("categories"), default=list)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("blocked prompt")
        verbose_name_plural = _("blocked prompts")
        ordering = ["-id"]

    def __str__(self):
        return str(_("Blocked prompt %(number)s") % {"number": self.pk})

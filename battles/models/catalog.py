"""Language models and the endpoints that serve them."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from battles.identifiers import validate_configuration, validate_ids

DEFAULT_PARAMETERS = {"temperature": 0.7, "top_p": 1.0, "max_tokens": 2000}


def default_parameters():
    """The original arena's generation parameters (FastChat, 2024)."""
    return dict(DEFAULT_PARAMETERS)


class Endpoint(models.Model):
    """A server that serves one or more models.

    Stores the *name* of the environment variable with its key, never the key.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    wire_format = models.CharField(
        _("wire format"),
        max_length=20,
        default="openai",
        help_text=_("How the server is called."),
    )
    base_url = models.URLField(_("base url"), max_length=300, blank=True)
    key_env = models.CharField(
        _("key env"),
        max_length=80,
        blank=True,
        validators=[
            RegexValidator(r"^[A-Z_][A-Z0-9_]*$", _("The name of an environment variable, not a key."))
        ],
        help_text=_("The name of the environment variable that holds the key."),
    )
    max_concurrency = models.PositiveSmallIntegerField(
        _("max concurrency"),
        default=64,
        validators=[MinValueValidator(1)],
        help_text=_("Answers under way at once, per process."),
    )
    accepts_done = models.BooleanField(
        _("accepts [DONE]"),
        default=False,
        help_text=_("Its answers may end with [DONE] alone, without a finish reason."),
    )
    is_enabled = models.BooleanField(_("is enabled"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering = ["name"]

    def __str__(self):
        return self.name


class LanguageModel(models.Model):
    """One model. Its id is the same in every arena and is never reused.

    Imported models (`origin` imported) are known only from vote logs and have no endpoint.
    """

    class Origin(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        IMPORTED = "imported", _("Imported")

    slug = models.SlugField(_("slug"), max_length=140, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organization = models.CharField(_("organization"), max_length=120, blank=True)
    license = models.CharField(_("license"), max_length=120, blank=True)
    open_weights = models.BooleanField(_("open weights"), null=True, blank=True)
    family = models.CharField(_("family"), max_length=80, blank=True)
    aliases = models.JSONField(
        _("aliases"),
        default=list,
        blank=True,
        help_text=_("Other names it may call itself: a list of strings."),
    )
    ids = models.JSONField(
        _("identifiers"),
        default=dict,
        blank=True,
        validators=[validate_ids],
        help_text=_("Its ids elsewhere, such as {“openrouter”: “meta-llama/llama-3-70b-instruct”}."),
    )
    configuration = models.JSONField(
        _("configuration"),
        default=dict,
        blank=True,
        validators=[validate_configuration],
        help_text=_(
            "What sets it apart from other entries of the model, such as {“reasoning_effort”: “high”}."
        ),
    )
    knowledge_cutoff = models.CharField(
        _("knowledge cutoff"), max_length=20, blank=True, help_text=_("As published, e.g. 2023/12.")
    )
    context_tokens = models.PositiveIntegerField(
        _("context"), null=True, blank=True, help_text=_("Tokens that it can read at once, as published.")
    )
    input_price = models.DecimalField(
        _("input price"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("USD per million input tokens."),
    )
    output_price = models.DecimalField(
        _("output price"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("USD per million output tokens."),
    )
    link = models.URLField(_("link"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.REGISTERED)
    is_simulated = models.BooleanField(
        _("is simulated"), default=False, help_text=_("A demo model that does not exist.")
    )

    endpoint = models.ForeignKey(
        Endpoint,
        verbose_name=_("endpoint"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="models",
    )
    upstream_name = models.CharField(
        _("upstream name"), max_length=200, blank=True, help_text=_("Its name at the endpoint.")
    )
    parameters = models.JSONField(_("parameters"), default=default_parameters, blank=True)
    thinks_first = models.BooleanField(
        _("thinks first"),
        default=False,
        help_text=_("Its text begins with thinking and only its closing tag. A trial call sets this."),
    )
    connect_timeout = models.FloatField(
        _("connect timeout"), default=10.0, validators=[MinValueValidator(0.1)]
    )
    first_token_timeout = models.FloatField(
        _("first token timeout"), default=60.0, validators=[MinValueValidator(0.1)]
    )
    idle_timeout = models.FloatField(_("idle timeout"), default=30.0, validators=[MinValueValidator(0.1)])
    total_timeout = models.FloatField(_("total timeout"), default=300.0, validators=[MinValueValidator(0.1)])
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("language model")
        verbose_name_plural = _("language models")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse an identifier that another model has: it would name two. Raises ValidationError."""
        super().clean()
        if not isinstance(self.ids, dict) or not self.ids:
            return
        others = LanguageModel.objects.exclude(pk=self.pk).exclude(ids={}).values_list("name", "ids")
        for name, ids in others:
            if shared := [scheme for scheme, value in self.ids.items() if ids.get(scheme) == value]:
                words = _("%(name)s has the same id at %(scheme)s.")
                raise ValidationError({"ids": words % {"name": name, "scheme": shared[0]}})

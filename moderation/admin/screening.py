"""Screening policies in the admin: past versions to read, a form for the next one, and a box to try them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from battles.admin import DeclaredLookups
from moderation.admin.evidence import EvidenceAdmin
from moderation.models import BlockedPrompt, ScreeningAction, ScreeningCategory, ScreeningPolicy
from moderation.screening.backends import parse_codes
from moderation.screening.dry_run import MAX_PROMPTS, screen_recent_prompts, try_text
from moderation.screening.policy import build_default_policy, forget_policy
from moderation.screening.rules import MAX_WORDS

COPIED = [
    "is_shadow",
    "keeps_blocked",
    "backend",
    "endpoint",
    "moderations_model",
    "guard_model",
    "guard_template",
    "guard_codes",
    "seconds",
    "calls_per_minute",
    "help_text_en",
    "help_text_zh_hant",
    "help_contacts",
]


def rule_fields(category: str) -> tuple[str, str, str]:
    """The names of a category's three fields."""
    return f"{category}_action", f"{category}_threshold", f"{category}_words"


def build_rule_fields() -> dict[str, forms.Field]:
    """Three form fields for each category."""
    fields: dict[str, forms.Field] = {}
    for category in ScreeningCategory.values:
        action, threshold, words = rule_fields(category)
        fields[action] = forms.ChoiceField(label=_("What happens"), choices=ScreeningAction.choices)
        fields[threshold] = forms.FloatField(
            label=_("From this score on"), min_value=0.0, max_value=1.0, initial=0.5
        )
        fields[words] = forms.CharField(
            label=_("Words and phrases"),
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
            help_text=_("One a line; whole words. They match with score 1."),
        )
    return fields


class _PolicyForm(forms.ModelForm):
    """A new version: for each category what happens, from which score on, and words of its own."""

    class Meta:
        model = ScreeningPolicy
        fields = ["reason", *COPIED]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "seconds" in self.fields:
            self.fields["seconds"].validators += [MinValueValidator(0.1), MaxValueValidator(30)]
        if "guard_codes" in self.fields:
            labels = [str(each.label) for each in ScreeningCategory]
            words = _("One a line, such as S1 = %(example)s. Categories: %(names)s.")
            values = {"example": ScreeningCategory.VIOLENCE.label, "names": ", ".join(labels)}
            self.fields["guard_codes"].help_text = words % values

    def clean(self):
        data = super().clean()
        try:
            parse_codes(data.get("guard_codes", ""))
        except ValueError as error:
            self.add_error("guard_codes", _("This line is not a code and a category: %s") % error)
        if data.get("backend") == ScreeningPolicy.Backend.MODERATIONS and not data.get("endpoint"):
            self.add_error("endpoint", _("This backend needs an endpoint."))
        if data.get("backend") == ScreeningPolicy.Backend.GUARD:
            if not data.get("guard_model"):
                self.add_error("guard_model", _("This backend needs a model."))
            if "{text}" not in data.get("guard_template", ""):
                self.add_error("guard_template", _("{text} is missing."))
        self._check_words(data)
        return data

    def _check_words(self, data: dict) -> None:
        for category in ScreeningCategory.values:
            if len(split_words(data.get(rule_fields(category)[2], ""))) > MAX_WORDS:
                self.add_error(rule_fields(category)[2], _("At most %d words.") % MAX_WORDS)

    def build_rules(self) -> dict[str, dict]:
        """The rules as the model stores them."""
        rules = {}
        for category in ScreeningCategory.values:
            action, threshold, words = (self.cleaned_data[name] for name in rule_fields(category))
            rules[category] = {"action": action, "threshold": threshold, "words": split_words(words)}
        return rules


def split_words(text: str) -> list[str]:
    """The words or phrases of a list, one a line."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


PolicyForm = type(_PolicyForm)("PolicyForm", (_PolicyForm,), build_rule_fields())


class TryForm(forms.Form):
    """A text to try."""

    text = forms.CharField(
        label=_("Text"),
        max_length=24_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 100}),
    )
    asks_backend = forms.BooleanField(label=_("Ask the backend too"), required=False)
    reads_recent = forms.BooleanField(
        label=_("Count over recent stored prompts (local rules)"), required=False
    )


@admin.register(ScreeningPolicy)
class ScreeningPolicyAdmin(DeclaredLookups, admin.ModelAdmin):
    """The policy is changed by adding the next version; its form starts with the values of the newest."""

    form = PolicyForm
    change_list_template = "moderation/admin/screeningpolicy_list.html"
    list_display = ["created_at", "reason", "is_shadow", "backend", "summary", "actor"]
    list_select_related = ["actor"]

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return [(None, {"fields": ["created_at", "actor", "reason", "rules_text", *COPIED]})]
        return [
            (None, {"fields": ["reason", "is_shadow", "keeps_blocked"]}),
            *((each.label, {"fields": [rule_fields(each.value)]}) for each in ScreeningCategory),
            (
                _("Help for self-harm"),
                {"fields": ["help_text_en", "help_text_zh_hant", "help_contacts"]},
            ),
            (
                _("Backend"),
                {
                    "fields": [
                        "backend",
                        "seconds",
                        "calls_per_minute",
                        "endpoint",
                        "moderations_model",
                        "guard_model",
                        "guard_template",
                        "guard_codes",
                    ]
                },
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["created_at", "actor", "rules_text", *COPIED] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs |= {"form": forms.ModelForm, "fields": []}
        return super().get_form(request, obj, change=change, **kwargs)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        newest = ScreeningPolicy.objects.first() or build_default_policy()
        initial = {name: getattr(newest, name) for name in COPIED}
        for category in ScreeningCategory.values:
            action, threshold, words = rule_fields(category)
            initial[action] = newest.get_action(category)
            initial[threshold] = newest.get_threshold(category)
            initial[words] = "\n".join(newest.get_words(category))
        return initial

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        obj.rules = form.build_rules()
        super().save_model(request, obj, form, change)
        forget_policy()

    @admin.display(description=_("what happens"))
    def summary(self, policy):
        parts = [
            f"{each.label}: {ScreeningAction(policy.get_action(each.value)).label}"
            for each in ScreeningCategory
            if policy.get_action(each.value) != ScreeningAction.OFF
        ]
        return "; ".join(parts) or _("nothing")

    @admin.display(description=_("rules"))
    def rules_text(self, policy):
        return self.summary(policy)

    def get_urls(self):
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="moderation_screeningpolicy_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What each rule of the newest policy would do with a text, and over recent prompts."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policy = ScreeningPolicy.objects.select_related("endpoint", "guard_model__endpoint").first()
        policy = policy or build_default_policy()
        form = TryForm(request.POST or None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try the screening policy"),
            "opts": self.opts,
            "form": form,
            "policy": policy,
            "max_prompts": MAX_PROMPTS,
        }
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            if data["text"].strip():
                context["tried"] = try_text(policy, data["text"], asks_backend=data["asks_backend"])
            if data["reads_recent"]:
                context["recent"] = screen_recent_prompts(policy)
        return TemplateResponse(request, "moderation/admin/screeningpolicy_try.html", context)


@admin.register(BlockedPrompt)
class BlockedPromptAdmin(EvidenceAdmin):
    """Blocked prompts that the policy keeps: to read, for staff who may see them."""

    list_display = ["created_at", "category_names", "start"]
    list_select_related = ["policy"]
    fields = ["created_at", "policy", "category_names", "text"]
    readonly_fields = fields

    @admin.display(description=_("categories"))
    def category_names(self, blocked):
        return ", ".join(str(ScreeningCategory(each).label) for each in blocked.categories)

    @admin.display(description=_("text"))
    def start(self, blocked):
        return " ".join(blocked.text.split())[:100]

"""The admin of terms, privacy notice and retention: drafts to edit, published rows to read."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from battles.admin.fields import grouped_column
from battles.admin.lookups import DeclaredLookups
from battles.models import Erasure, LegalDocument, RetentionPolicy

from .evidence import ReadOnlyAdmin
from .policies import PolicyAdmin, PolicyForm


@admin.register(LegalDocument)
class LegalDocumentAdmin(DeclaredLookups, admin.ModelAdmin):
    """A draft may be changed until its date of publication; then the next version follows."""

    list_display = ["__str__", "published_at", "change_en", "actor", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["actor"]
    fields = ["kind", "text_en", "text_zh_hant", "change_en", "change_zh_hant", "published_at"]

    def has_change_permission(self, request, obj=None):
        is_published = obj is not None and obj.published_at and obj.published_at <= timezone.now()
        return not is_published and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name.startswith("text_"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 24, "cols": 100})
        if db_field.name.startswith("change_"):
            kwargs["widget"] = forms.TextInput(attrs={"size": 100})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.actor = request.user
        super().save_model(request, obj, form, change)


class RetentionPolicyForm(PolicyForm):
    class Meta:
        model = RetentionPolicy
        fields = [*RetentionPolicy.PARAMETERS, "effective_from", "public_reason"]


@admin.register(RetentionPolicy)
class RetentionPolicyAdmin(PolicyAdmin):
    """The job erases by the policy in effect."""

    form = RetentionPolicyForm
    list_display = ["effective_from", "trace_days", "text_days", "public_reason", "actor"]

    def find_newest(self, request):
        return RetentionPolicy.objects.first() or RetentionPolicy.objects.in_effect(now=timezone.now())


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    list_display = [
        "erased_at",
        "kind",
        "cause",
        grouped_column(Erasure, "number"),
        "reason",
        "policy",
        "actor",
    ]
    list_filter = ["kind", "cause"]
    list_select_related = ["policy", "actor"]

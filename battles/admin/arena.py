"""Arenas and their counting rules."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from battles.admin.lookups import DeclaredLookups
from battles.models import Arena


@admin.register(Arena)
class ArenaAdmin(DeclaredLookups, admin.ModelAdmin):
    """The slug cannot change (addresses contain it). An arena with contenders cannot be deleted."""

    list_display = [
        "title",
        "slug",
        "visibility",
        "accepts_battles",
        "vote_grace",
        "minimum_votes",
        "position",
    ]
    list_filter = ["visibility", "accepts_battles"]
    list_select_related = True
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["anchor"]
    readonly_fields = ["created_at"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "description", "position", "visibility", "accepts_battles"]}),
        (
            _("Battles"),
            {
                "fields": [
                    "is_paced",
                    "vote_grace",
                    "max_turns",
                    "max_prompt_characters",
                    "offers_previews",
                    "aspects",
                ]
            },
        ),
        (
            _("Ratings"),
            {"fields": ["minimum_votes", "provisional_votes", "anchor", "anchor_rating", "elo_k"]},
        ),
        (None, {"fields": ["created_at"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.contenders.exists():
            return False
        return super().has_delete_permission(request, obj)

"""URLs of the effects, inside the admin: only for signed-in staff."""

from django.contrib import admin
from django.urls import path

from arenasite.effects import influence, views

urlpatterns = [
    path("influence/", admin.site.admin_view(influence.influence), name="influence"),
    path("effects/", admin.site.admin_view(views.effects), name="effects"),
    path(
        "decisions/<int:pk>/effects/", admin.site.admin_view(views.decision_effects), name="decision_effects"
    ),
]

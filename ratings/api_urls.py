from django.urls import path

from ratings import api

urlpatterns = [
    path("leaderboards/", api.leaderboards, name="api_leaderboards"),
    path("leaderboards/<slug:arena>/<slug:category>/", api.leaderboard, name="api_leaderboard"),
    path("snapshots/<int:pk>/", api.snapshot, name="api_snapshot"),
]

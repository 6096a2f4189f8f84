from django.urls import path

from ratings import api

urlpatterns = [
    path("leaderboards/", api.leaderboards, name="api_leaderboards"),
    path("leaderboards/<slug:arena>/<slug:category>/", api.leaderboard, name="api_leaderboard"),
    path("matchups/<slug:arena>/<slug:category>/", api.matchups, name="api_matchups"),
    path("snapshots/<int:pk>/", api.snapshot, name="api_snapshot"),
]

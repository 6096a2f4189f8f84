from django.urls import path

from ratings.api import quality as quality_api
from ratings.api import sampling as sampling_api
from ratings.api import views as api

urlpatterns = [
    path("differences/", api.differences, name="api_differences"),
    path("history/<slug:arena>/<slug:category>/", api.history, name="api_history"),
    path("leaderboards/", api.leaderboards, name="api_leaderboards"),
    path("leaderboards/<slug:arena>/<slug:category>/", api.leaderboard, name="api_leaderboard"),
    path("matchups/<slug:arena>/<slug:category>/", api.matchups, name="api_matchups"),
    path("overview/<slug:arena>/", api.overview, name="api_overview"),
    path("quality/<slug:arena>/<slug:category>/", quality_api.quality, name="api_quality"),
    path("sampling/<slug:arena>/", sampling_api.sampling, name="api_sampling"),
    path("sampling/<slug:arena>/pairs/", sampling_api.sampling_pairs, name="api_sampling_pairs"),
    path("snapshots/<int:pk>/", api.snapshot, name="api_snapshot"),
]

from django.urls import path

from ratings.api import changes as changes_api
from ratings.api import compare as compare_api
from ratings.api import models as models_api
from ratings.api import quality as quality_api
from ratings.api import reference as reference_api
from ratings.api import sampling as sampling_api
from ratings.api import views as api
from ratings.api.openapi import views as openapi

urlpatterns = [
    path("changes/<slug:arena>/<slug:category>/", changes_api.changes, name="api_changes"),
    path("compare/<slug:arena>/<slug:category>/", compare_api.compare, name="api_compare"),
    path("differences/", api.differences, name="api_differences"),
    path("history/<slug:arena>/<slug:category>/", api.history, name="api_history"),
    path("leaderboards/", api.leaderboards, name="api_leaderboards"),
    path("leaderboards/<slug:arena>/<slug:category>/", api.leaderboard, name="api_leaderboard"),
    path("matchups/<slug:arena>/<slug:category>/", api.matchups, name="api_matchups"),
    path("models/", models_api.models, name="api_models"),
    path("models/resolve/", models_api.resolve, name="api_resolve"),
    path("models/<int:pk>/", models_api.model, name="api_model"),
    path(
        "models/<int:pk>/history/<slug:arena>/<slug:category>/",
        models_api.model_history,
        name="api_model_history",
    ),
    path("openapi.json", openapi.openapi, name="api_openapi"),
    path("overview/<slug:arena>/", api.overview, name="api_overview"),
    path("problems/<slug:kind>/", reference_api.problem, name="api_problem"),
    path("quality/<slug:arena>/<slug:category>/", quality_api.quality, name="api_quality"),
    path("schemas/board.json", reference_api.schema_board, name="api_schema_board"),
    path("sampling/<slug:arena>/", sampling_api.sampling, name="api_sampling"),
    path("sampling/<slug:arena>/pairs/", sampling_api.sampling_pairs, name="api_sampling_pairs"),
    path("snapshots/<int:pk>/", api.snapshot, name="api_snapshot"),
]

from django.urls import path

from ratings.api import reference_page
from ratings.pages import badge as badge_page
from ratings.pages import compare as compare_page
from ratings.pages import differences as differences_page
from ratings.pages import embed as embed_page
from ratings.pages import feed as feed_page
from ratings.pages import leaderboard as leaderboard_page
from ratings.pages import pictures as pictures_page
from ratings.pages import quality as quality_page
from ratings.pages import views

urlpatterns = [
    path("api/reference/", reference_page, name="api_reference"),
    path("leaderboard/", leaderboard_page.leaderboard, name="leaderboard"),
    path("leaderboard/<slug:arena>/", leaderboard_page.leaderboard, name="leaderboard"),
    path("leaderboard/<slug:arena>/<slug:category>/", leaderboard_page.leaderboard, name="leaderboard"),
    path(
        "leaderboard/<slug:arena>/<slug:category>/changes/",
        differences_page.differences,
        name="differences",
    ),
    path(
        "leaderboard/<slug:arena>/<slug:category>/board.csv",
        leaderboard_page.leaderboard_csv,
        name="leaderboard_csv",
    ),
    path("badges/<slug:arena>/<slug:category>/<slug:slug>.svg", badge_page.badge, name="badge"),
    path("embed/<slug:arena>/<slug:category>/", embed_page.embed, name="embed"),
    path("feeds/<slug:arena>/<slug:category>.atom", feed_page.board_feed, name="board_feed"),
    path("compare/", compare_page.compare_pick, name="compare_pick"),
    path("compare/models/", compare_page.compare_models, name="compare_models"),
    path("compare/<slug:a>/<slug:b>/", compare_page.compare, name="compare"),
    path("matchups/", views.matchups, name="matchups"),
    path("matchups/<slug:arena>/", views.matchups, name="matchups"),
    path("matchups/<slug:arena>/<slug:category>/", views.matchups, name="matchups"),
    path("overview/", views.overview, name="overview"),
    path("overview/<slug:arena>/", views.overview, name="overview"),
    path("methodology/", views.methodology, name="methodology"),
    path("pictures/<slug:arena>/", pictures_page.pictures, name="pictures"),
    path("pictures/<slug:arena>/<slug:category>/", pictures_page.pictures, name="pictures"),
    path("pictures/<slug:arena>/<slug:category>/<slug:name>.svg", pictures_page.picture, name="picture"),
    path("quality/<slug:arena>/", quality_page.quality, name="quality"),
    path("quality/<slug:arena>/<slug:category>/", quality_page.quality, name="quality"),
    path("sampling/", views.sampling, name="sampling"),
    path("sampling/<slug:arena>/", views.sampling, name="sampling"),
    path("models/<slug:slug>/", views.model, name="model"),
]

from django.urls import path

from ratings import views

urlpatterns = [
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("leaderboard/<slug:arena>/", views.leaderboard, name="leaderboard"),
    path("leaderboard/<slug:arena>/<slug:category>/", views.leaderboard, name="leaderboard"),
    path("models/<slug:slug>/", views.model, name="model"),
]

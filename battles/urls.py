from django.urls import path

from battles import views

urlpatterns = [
    path("", views.battle_new, name="battle_new"),
    path("arena/<slug:arena>/", views.battle_new, name="battle_new"),
    path("side-by-side/", views.side_by_side, name="side_by_side"),
    path("side-by-side/<slug:arena>/", views.side_by_side, name="side_by_side"),
    path("battles/", views.battle_open, name="battle_open"),
    path("battles/held/<uuid:key>/", views.held_prompt, name="held_prompt"),
    path("battles/<uuid:key>/", views.battle, name="battle"),
    path("battles/<uuid:key>/ballot/", views.ballot, name="ballot"),
    path("battles/<uuid:key>/vote/", views.vote, name="vote"),
    path("battles/<uuid:key>/reveal/", views.reveal, name="reveal"),
    path("battles/<uuid:key>/prompts/", views.prompt_add, name="prompt_add"),
    path("battles/<uuid:key>/regenerate/", views.regenerate, name="regenerate"),
    path("battles/<uuid:key>/replace/", views.replace, name="replace"),
    path("battles/<uuid:key>/stop/", views.stop, name="stop"),
    path("battles/<uuid:key>/again/", views.again, name="again"),
    path("battles/<uuid:key>/challenger/", views.challenger, name="challenger"),
    path("battles/<uuid:key>/aspects/", views.aspects, name="aspects"),
    path("battles/<uuid:key>/events/", views.battle_events, name="battle_events"),
    path("battles/<uuid:key>/erase/", views.battle_erase, name="battle_erase"),
    path("my-battles/", views.my_battles, name="my_battles"),
    path("my-battles/leaderboard/", views.my_leaderboard, name="my_leaderboard"),
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/export/", views.my_data_export, name="my_data_export"),
    path("my-data/erase/", views.my_data_erase, name="my_data_erase"),
]

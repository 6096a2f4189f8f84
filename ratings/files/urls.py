from django.urls import path

from ratings.files import views

urlpatterns = [
    path("index.json", views.data_index, name="data_index"),
    path("leaderboard-<slug:arena>.json", views.data_catalog, name="data_catalog"),
    path("<slug:arena>/<str:release>/<str:name>", views.data_file, name="data_file"),
]

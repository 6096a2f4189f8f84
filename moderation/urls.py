from django.urls import path

from moderation import views

urlpatterns = [
    path("battles/<uuid:key>/report/<int:turn>/<str:side>/", views.report, name="report"),
    path("battles/<uuid:key>/report/<int:turn>/<str:side>/send/", views.report_send, name="report_send"),
]

from django.urls import path

from moderation import views
from moderation.proof.views import proof

urlpatterns = [
    path("proof/", proof, name="proof"),
    path("battles/<uuid:key>/report/<int:turn>/<str:side>/", views.report, name="report"),
    path("shared/<str:token>/report/", views.share_report, name="share_report"),
    path("battles/<uuid:key>/report/<int:turn>/<str:side>/send/", views.report_send, name="report_send"),
]

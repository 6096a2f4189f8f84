"""The usual way: a board's rows through a ModelSerializer, from the database for each request.

`uvicorn tests.benchmarks.reading.plain_api:application`; the site's settings and middleware, one URL.
"""

import importlib
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "arenasite.settings"

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

django.setup()

importlib.import_module("arenasite.urls")  # as the site does: before REST framework

from rest_framework import serializers  # noqa: E402
from rest_framework.decorators import api_view, permission_classes  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.renderers import JSONRenderer  # noqa: E402
from rest_framework.response import Response  # noqa: E402

from battles.models import Arena  # noqa: E402
from ratings.models import Standing  # noqa: E402
from ratings.published import STANDARD, published  # noqa: E402


class StandingSerializer(serializers.ModelSerializer):
    """One row with the names of its model."""

    slug = serializers.CharField(source="contender.model.slug")
    name = serializers.CharField(source="contender.model.name")
    organization = serializers.CharField(source="contender.model.organization")
    license = serializers.CharField(source="contender.model.license")

    class Meta:
        model = Standing
        exclude = ("snapshot", "contender")


@api_view(["GET"])
@permission_classes([AllowAny])
def board(request):
    """The board as JSON."""
    snapshot = published(Arena.objects.get(slug="large")).snapshot("overall", STANDARD)
    standings = snapshot.standings.select_related("contender__model").order_by("id")
    return Response({"rows": StandingSerializer(standings, many=True).data})


board.cls.renderer_classes = [JSONRenderer]
urlpatterns = [path("", board)]
settings.ROOT_URLCONF = sys.modules[__name__]
settings.LANGUAGE_CODE = "en"
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
]
application = get_asgi_application()

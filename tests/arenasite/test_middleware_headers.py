"""The site's short ways through middleware give the headers that Django's and django-csp's own give."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests import world

pytestmark = pytest.mark.django_db

STOCK = {
    "arenasite.middleware.ContentPolicy": "csp.middleware.CSPMiddleware",
    "arenasite.staff.middleware.StaffSession": "django.contrib.sessions.middleware.SessionMiddleware",
    "arenasite.staff.middleware.Account": "django.contrib.auth.middleware.AuthenticationMiddleware",
    "arenasite.staff.middleware.VerifiedDevice": "django_otp.middleware.OTPMiddleware",
    "arenasite.staff.middleware.StaffMessages": "django.contrib.messages.middleware.MessageMiddleware",
}
PATHS = [
    *("/", "/zh-hant/", "/?prompt=heron", "/side-by-side/", "/about/", "/my-battles/", "/my-data/"),
    *("/robots.txt", "/no-such-page/", "/leaderboard/text/overall/", "/embed/text/overall/"),
    *("/api/v1/leaderboards/", "/admin/", "/admin/login/", "/zh-hant/admin/login/"),
]


def read_headers(response) -> dict[str, object]:
    headers = {name: value for name, value in response.headers.items() if name not in {"Expires"}}
    cookies = {name: {**morsel, "expires": ""} for name, morsel in response.cookies.items()}
    # How long a compressed page is follows from random bytes, and the order of a list means nothing.
    headers.pop("Content-Length", None)
    headers["Vary"] = sorted(headers.get("Vary", "").split(", "))
    headers["Content-Security-Policy"] = sorted(headers.get("Content-Security-Policy", "").split("; "))
    return {"status": response.status_code, **headers, **cookies}


def make_anonymous() -> Client:
    return Client()


def make_with_a_dead_session() -> Client:
    client = Client()
    client.cookies["sessionid"] = "gone"
    return client


def make_signed_in() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    return client


@pytest.mark.parametrize("make", [make_anonymous, make_with_a_dead_session, make_signed_in])
def test_every_kind_of_answer_has_the_headers_of_the_stock_middleware(settings, make):
    world.make_pool(world.make_arena())
    client = make()
    requests = [
        *(lambda path=path: client.get(path, headers={"accept-encoding": "gzip"}) for path in PATHS),
        lambda: client.post("/battles/", {"prompt": ""}),
        lambda: client.post("/admin/login/", {"username": "nobody", "password": "x"}),
    ]
    ours = [read_headers(request()) for request in requests]
    settings.MIDDLEWARE = [STOCK.get(name, name) for name in settings.MIDDLEWARE]
    client.handler.load_middleware()
    stock = [read_headers(request()) for request in requests]
    assert ours == stock


def test_a_visitor_has_no_session_and_staff_have_one(settings):
    world.make_pool(world.make_arena())
    assert not hasattr(Client().get("/").wsgi_request, "session")
    assert make_signed_in().get("/").wsgi_request.user.is_authenticated

"""The door of the admin: what is said there, and how often one may knock."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.urls import reverse

from arenasite.staff import throttle
from battles.rate_limits import RateLimited

LOGIN = reverse("admin:login")
NOON = 1_713_787_200.0
RIGHT, WRONG = "correct horse", "wrong"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings):
    settings.SIGNIN_ATTEMPTS = 2


@pytest.fixture
def staff():
    return User.objects.create_user("sam", password=RIGHT, is_staff=True)


def knock(client, name="sam", password=WRONG, address="203.0.113.7"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def test_the_right_password_opens_and_leads_to_where_one_wanted_to_go(client, staff):
    response = client.post(
        f"{LOGIN}?next=/admin/x/", {"username": "sam", "password": RIGHT, "next": "/admin/x/"}
    )
    assert response.url == "/admin/x/"
    assert client.get(reverse("admin:index")).status_code == 200


def test_after_too_many_attempts_even_the_right_password_waits_and_is_told_how_long(client, staff):
    for _ in range(2):
        assert knock(client).status_code == 200
    response = knock(client, password=RIGHT)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Too many attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_none_is_spoken_to_and_throttled_like_any(client, staff):
    User.objects.create_user("reader", password=RIGHT)
    said = []
    for name, password in (("sam", "wrong"), ("nobody", "wrong"), ("reader", RIGHT)):
        answers = [knock(client, name, password, address=f"203.0.113.{len(said)}") for _ in range(3)]
        errors = [list(answer.context["form"].non_field_errors()) for answer in answers]
        said.append(([answer.status_code for answer in answers], errors[:2], [str(errors[2])[:20]]))
    assert said[0] == said[1] == said[2]
    assert said[0][0] == [200, 200, 429]


def test_an_address_is_throttled_across_names_and_others_are_not(client, staff):
    for number in range(10):
        assert knock(client, f"name{number}").status_code == 200
    assert knock(client, "another").status_code == 429
    assert knock(client, password=RIGHT, address="203.0.113.8").status_code == 302


def test_signing_in_forgets_the_attempts_of_the_name(client, staff):
    for _ in range(3):
        knock(client)
        assert knock(client, password=RIGHT).status_code == 302


def test_any_spelling_of_a_name_is_the_same_and_none_is_kept():
    throttle.count_attempt("Sam", "", now=NOON)
    throttle.count_attempt(" ｓam", "", now=NOON)
    with pytest.raises(RateLimited) as refused:
        throttle.count_attempt("sam", "", now=NOON + 60)
    assert refused.value.retry_after == 840
    throttle.count_attempt("sam", "", now=NOON + 900)
    assert kept_keys()
    assert not any("sam" in key.casefold() for key in kept_keys())


def kept_keys() -> list[str]:
    """Every key in the cache, be it this process' memory or a Redis."""
    kept = cache._cache
    return (
        [key.decode() for key in kept.get_client().scan_iter()] if hasattr(kept, "get_client") else list(kept)
    )


def test_a_form_without_name_or_password_is_no_attempt(client, staff):
    for _ in range(4):
        assert knock(client, password="").status_code == 200
    assert knock(client, password=RIGHT).status_code == 302

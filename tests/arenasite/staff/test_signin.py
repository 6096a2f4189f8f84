"""Signing in to the admin: the answers, and how many attempts are accepted."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from arenasite.staff import throttle
from battles.rate_limits import RateLimited, check_prompt

LOGIN = reverse("admin:login")
HOME = "203.0.113.7"
NOON = 1_713_787_200.0
RIGHT, WRONG = "correct horse", "wrong"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings):
    settings.SIGNIN_ATTEMPTS = 2


@pytest.fixture
def staff():
    return User.objects.create_user("sam", password=RIGHT, is_staff=True)


def attempt(client, name="sam", password=WRONG, address="203.0.113.7"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def test_the_right_password_opens_and_leads_to_where_one_wanted_to_go(client, staff):
    response = client.post(
        f"{LOGIN}?next=/admin/x/", {"username": "sam", "password": RIGHT, "next": "/admin/x/"}
    )
    assert response.url == "/admin/x/"
    assert client.get(reverse("admin:index")).status_code == 200


def test_after_too_many_attempts_even_the_right_password_waits_and_is_told_how_long(client, staff):
    for _ in range(2):
        assert attempt(client).status_code == 200
    response = attempt(client, password=RIGHT)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 1800
    assert "Too many attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_none_is_spoken_to_and_throttled_like_any(client, staff):
    User.objects.create_user("reader", password=RIGHT)
    said = []
    for name, password in (("sam", "wrong"), ("nobody", "wrong"), ("reader", RIGHT)):
        answers = [attempt(client, name, password, address=f"203.0.113.{len(said)}") for _ in range(3)]
        errors = [list(answer.context["form"].non_field_errors()) for answer in answers]
        said.append(([answer.status_code for answer in answers], errors[:2], [str(errors[2])[:20]]))
    assert said[0] == said[1] == said[2]
    assert said[0][0] == [200, 200, 429]


def test_an_address_is_throttled_across_names_and_others_are_not(client, staff):
    for number in range(10):
        assert attempt(client, f"name{number}").status_code == 200
    assert attempt(client, "another").status_code == 429
    assert attempt(client, password=RIGHT, address="203.0.113.8").status_code == 302


def test_signing_in_forgets_the_attempts_of_the_name(client, staff):
    for _ in range(3):
        attempt(client)
        assert attempt(client, password=RIGHT).status_code == 302


@pytest.mark.parametrize("spelling", ["sam", "Sam", " ｓam"])
def test_any_spelling_of_a_name_is_the_same(spelling):
    for name in ("Sam", " ｓam"):
        throttle.count_attempt(name, HOME, now=NOON)
    with pytest.raises(RateLimited):
        throttle.count_attempt(spelling, HOME, now=NOON + 60)
    throttle.count_attempt(spelling, HOME, now=NOON + 1800)


def test_wrong_passwords_from_elsewhere_do_not_keep_the_owner_out(client, staff):
    for number in range(12):
        attempt(client, address=f"198.51.{number}.1")
    assert attempt(client, password=RIGHT).status_code == 302


def test_guessing_one_account_from_many_networks_is_limited(client, staff):
    answers = [attempt(client, address=f"198.51.{number // 2}.1").status_code for number in range(21)]
    assert answers == [200] * 20 + [429]


def test_a_flood_of_other_counters_does_not_reset_the_throttle(client, staff, settings):
    settings.BATTLES_PER_MINUTE = 100
    for _ in range(2):
        attempt(client)
    for number in range(400):
        check_prompt(number, "198.51.100.1")
    assert attempt(client, password=RIGHT).status_code == 429


def test_a_form_without_name_or_password_is_no_attempt(client, staff):
    for _ in range(4):
        assert attempt(client, password="").status_code == 200
    assert attempt(client, password=RIGHT).status_code == 302


def test_a_known_device_is_never_locked_out_by_wrong_passwords_from_elsewhere(client, staff):
    assert attempt(client, password=RIGHT).status_code == 302
    stranger = Client()
    for number in range(30):
        attempt(stranger, address=f"198.51.{number}.1")
    for _ in range(12):
        attempt(stranger)  # from the same network
    assert attempt(stranger, password=RIGHT).status_code == 429
    assert attempt(client, password=RIGHT).status_code == 302


def test_a_known_device_has_no_more_attempts_than_others(client, staff):
    attempt(client, password=RIGHT)
    assert [attempt(client).status_code for _ in range(3)] == [200, 200, 429]


def test_the_device_of_one_account_is_unknown_to_another(client, staff):
    User.objects.create_user("ann", password=RIGHT, is_staff=True)
    attempt(client, password=RIGHT)
    for _ in range(2):
        attempt(Client(), "ann")
    assert attempt(client, "ann", RIGHT).status_code == 429


def test_a_forged_device_cookie_is_ignored(client, staff):
    client.cookies["arena_device"] = "abc:def:ghi"
    assert [attempt(client).status_code for _ in range(3)] == [200, 200, 429]


def test_a_wrong_password_leaves_no_device_cookie(client, staff):
    assert "arena_device" not in attempt(client).cookies
    cookie = attempt(client, password=RIGHT).cookies["arena_device"]
    assert cookie["httponly"]
    assert "sam" not in cookie.value

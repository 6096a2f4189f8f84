"""Staff's second factor: enrolling, showing it, losing it; and that without it one is nobody."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from arenasite.staff import second_factor
from arenasite.staff.models import Authenticator

PAGE = reverse("admin:second_factor")
INDEX = reverse("admin:index")
LISTS = reverse("admin:battles_arena_changelist")

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return User.objects.create_superuser("sam", password="correct horse")


@pytest.fixture
def clock(monkeypatch):
    """The time that authenticators go by; each call of `later` makes the next digits due."""

    class Clock:
        now = 1_713_787_200.0

        def time(self):
            return self.now

        def later(self, seconds=60):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr("arenasite.staff.models.time", clock)
    return clock


def digits(device: Authenticator, clock) -> str:
    """What the app of this device shows."""
    totp = TOTP(device.bin_key)
    totp.time = clock.time()
    return f"{totp.token():06d}"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def enrol(user, clock) -> tuple[Authenticator, list[str]]:
    device, codes = second_factor.finish_enrolment(user, digits(second_factor.begin_enrolment(user), clock))
    clock.later()
    return device, codes


def send(client, code, **more):
    return client.post(PAGE, {"code": code, **more})


def test_without_the_setting_nobody_needs_one(sam):
    assert signed_in(sam).get(LISTS).status_code == 200


def test_where_it_is_enforced_one_enrols_first_and_can_do_nothing_else(sam, clock, settings):
    settings.STAFF_OTP = True
    client = signed_in(sam)
    refused = client.get(LISTS)
    asked = client.get(refused.url)
    assert asked.url == f"{PAGE}?next={LISTS.replace('/', '%2F')}"
    page = client.get(asked.url).content.decode()
    assert "Set yours up to continue" in page
    assert "<svg" in page
    assert "style=" not in page.split('id="content-main"')[1]
    assert client.post(reverse("admin:battles_arena_add"), {"title": "x", "slug": "x"}).status_code == 302

    done = client.post(PAGE, {"code": digits(Authenticator.objects.get(), clock), "next": LISTS})
    codes = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", done.content.decode())
    assert len(set(codes)) == 10
    assert done.context["next_url"] == LISTS
    assert client.get(LISTS).status_code == 200
    again = client.get(PAGE).content.decode()
    assert not any(code in again for code in codes)


def test_who_enrolled_is_asked_at_every_sign_in(sam, clock):
    device, _codes = enrol(sam, clock)
    client = signed_in(sam)
    assert client.get(LISTS).status_code == 302
    assert "enter the six digits" in client.get(PAGE).content.decode()
    assert send(client, digits(device, clock), next=LISTS).url == LISTS
    assert client.get(LISTS).status_code == 200
    assert signed_in(sam).get(LISTS).status_code == 302


def test_a_way_on_that_leads_elsewhere_is_not_taken(sam, clock):
    device, _codes = enrol(sam, clock)
    assert send(signed_in(sam), digits(device, clock), next="https://evil.example/").url == INDEX


def test_digits_are_good_once_and_a_wrong_code_makes_the_next_wait(sam, clock):
    device, _codes = enrol(sam, clock)
    code = digits(device, clock)
    assert send(signed_in(sam), code).status_code == 302
    client = signed_in(sam)
    refused = send(client, code)
    assert (refused.status_code, "code is wrong" in refused.content.decode()) == (422, True)
    clock.later()
    paused = send(client, digits(device, clock))
    assert paused.status_code == 429
    assert int(paused["Retry-After"]) >= 1
    assert client.get(LISTS).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "abc", "１２３４５６", "9" * 30, "\0"])
def test_what_is_no_code_is_refused(sam, clock, code):
    enrol(sam, clock)
    client = signed_in(sam)
    assert send(client, code).status_code == 422
    assert client.get(LISTS).status_code == 302


def test_a_recovery_code_is_good_once_however_it_is_typed(sam, clock):
    _device, codes = enrol(sam, clock)
    typed = codes[0].upper().replace("-", " ")
    assert send(signed_in(sam), typed).status_code == 302
    assert send(signed_in(sam), codes[0]).status_code == 422
    assert second_factor.count_recovery_codes(sam) == 9
    assert "Used a recovery code." in [entry.change_message for entry in LogEntry.objects.all()]


def test_the_database_alone_gives_neither_digits_nor_codes(sam, clock, settings):
    device, codes = enrol(sam, clock)
    stored = TOTP(bytes.fromhex(device.key))
    stored.time = clock.time()
    assert f"{stored.token():06d}" != digits(device, clock)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not kept & {code.replace("-", "") for code in codes}


def test_a_key_of_the_site_that_is_still_accepted_still_opens(sam, clock, settings):
    device, codes = enrol(sam, clock)
    shown = digits(device, clock)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    assert second_factor.verify(sam, shown)
    assert second_factor.verify(sam, codes[0])
    clock.later()
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(sam, codes[1])


def test_new_codes_and_removal_want_a_code(sam, clock, settings):
    device, codes = enrol(sam, clock)
    client = signed_in(sam)
    send(client, codes[0])
    clock.later()
    renewed = send(client, digits(device, clock), renew="1").context["codes"]
    assert len(renewed) == 10
    assert second_factor.count_recovery_codes(sam) == 10
    refused = send(client, codes[1], remove="1")
    assert refused.status_code == 422
    assert second_factor.get_authenticator(sam) == device
    assert send(signed_in(sam), renewed[0]).status_code == 429
    Authenticator.objects.update(throttling_failure_count=0)
    clock.later()
    assert send(client, digits(device, clock), remove="1").status_code == 302
    assert second_factor.get_authenticator(sam) is None
    assert signed_in(sam).get(LISTS).status_code == 200


def test_one_signs_out_again_without_showing_it(sam, clock):
    enrol(sam, clock)
    client = signed_in(sam)
    assert client.post(reverse("admin:second_factor_leave")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_strangers_are_sent_to_the_sign_in(client):
    assert client.get(PAGE).url.startswith(reverse("admin:login"))


def operator() -> User:
    user = User.objects.create_user("olga", is_staff=True)
    wanted = ["view_user", "reset_second_factor"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return user


def reset(client, *users):
    action = {"action": "reset_second_factor", "_selected_action": [user.pk for user in users]}
    return client.post(reverse("admin:auth_user_changelist"), action, follow=True)


def test_an_operator_resets_the_factor_of_another_and_it_is_logged(clock):
    olga, max_ = operator(), User.objects.create_user("max", is_staff=True)
    enrol(max_, clock)
    response = reset(signed_in(olga), max_)
    assert [str(message) for message in response.context["messages"]] == ["1 second factor was reset."]
    entry = LogEntry.objects.filter(object_id=str(max_.pk)).latest("pk")
    assert (entry.user, entry.change_message) == (olga, "Reset the second factor.")
    assert signed_in(max_).get(INDEX).status_code == 200


def test_a_reset_signs_out_where_it_was_shown_and_enforced(sam, clock, settings):
    settings.STAFF_OTP = True
    device, _codes = enrol(sam, clock)
    client = signed_in(sam)
    send(client, digits(device, clock))
    assert client.get(INDEX).status_code == 200
    second_factor.reset(sam, by=User.objects.create_superuser("root"))
    assert client.get(INDEX).status_code == 302


def test_nobody_resets_their_own_or_a_superusers_without_being_one(sam, clock):
    olga = operator()
    enrol(sam, clock)
    response = reset(signed_in(olga), sam)
    assert "only a superuser" in str(next(iter(response.context["messages"])))
    for user in (sam, olga):
        with pytest.raises(second_factor.ResetForbidden):
            second_factor.reset(user, by=olga)
    assert second_factor.get_authenticator(sam)


def test_without_the_permission_there_is_no_such_action(clock):
    user = User.objects.create_user("vera", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_user"))
    max_ = User.objects.create_user("max", is_staff=True)
    enrol(max_, clock)
    reset(signed_in(user), max_)
    assert second_factor.get_authenticator(max_)

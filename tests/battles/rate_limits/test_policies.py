"""Which actions share which limits."""

import pytest

from battles.rate_limits import (
    RateLimited,
    check_ballot,
    check_contest,
    check_prompt,
    check_read,
    check_report,
    describe_wait,
)

NOON = 1_713_787_200.0
HOME = "203.0.113.7"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings):
    settings.BATTLES_PER_MINUTE = 2
    settings.BATTLES_PER_DAY = 3
    settings.BATTLES_PER_ADDRESS_PER_DAY = 1000


def count_accepted(check, many=100) -> int:
    for number in range(many):
        try:
            check(number)
        except RateLimited:
            return number
    return many


def test_a_voter_has_a_limit_for_a_minute_and_one_for_a_day():
    assert count_accepted(lambda n: check_prompt(7, HOME, now=NOON + n)) == 2
    check_prompt(7, HOME, now=NOON + 120)
    with pytest.raises(RateLimited) as refused:
        check_prompt(7, HOME, now=NOON + 600)
    assert refused.value.retry_after > 3600


def test_new_voters_share_the_limit_of_their_address():
    assert count_accepted(lambda n: check_prompt(None, HOME, now=NOON)) == 12
    check_prompt(None, "198.51.100.1", now=NOON)


def test_addresses_of_one_network_share_a_wider_limit():
    assert count_accepted(lambda n: check_prompt(None, f"203.0.113.{n}", now=NOON)) == 48


def test_the_65536_networks_of_an_ipv6_customer_are_no_way_around():
    assert count_accepted(lambda n: check_prompt(None, f"2001:db8:1:{n << 8:x}::1", now=NOON), many=300) == 48
    check_prompt(None, "2001:db8:2::1", now=NOON)


def test_ipv4_in_the_form_of_ipv6_is_no_way_around():
    assert count_accepted(lambda n: check_prompt(None, HOME, now=NOON)) == 12
    with pytest.raises(RateLimited):
        check_prompt(None, f"::ffff:{HOME}", now=NOON)


def test_requests_without_an_address_share_the_limit_of_one_voter():
    assert count_accepted(lambda n: check_prompt(n, ["", "unix:", "?"][n % 3], now=NOON)) == 2


def test_zero_is_no_limit(settings):
    settings.BATTLES_PER_MINUTE = settings.BATTLES_PER_DAY = settings.BATTLES_PER_ADDRESS_PER_DAY = 0
    assert count_accepted(lambda n: check_prompt(7, "", now=NOON)) == 100


def test_ballots_reports_and_contests_are_limited_apart(settings):
    settings.REPORTS_PER_DAY = 2
    assert count_accepted(lambda n: check_ballot(7, HOME, now=NOON)) == 20
    assert count_accepted(lambda n: check_report(7, HOME, now=NOON)) == 2
    assert count_accepted(lambda n: check_contest(HOME, now=NOON)) == 20
    check_prompt(7, HOME, now=NOON)


def test_reads_are_limited_without_a_query(settings, django_assert_num_queries):
    settings.READS_PER_MINUTE = 30
    with django_assert_num_queries(0):
        assert count_accepted(lambda n: check_read(HOME, now=NOON)) == 30
    check_read(HOME, now=NOON + 120)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Please try again in 1 second."),
        (119, "Please try again in 119 seconds."),
        (121, "Please try again in 3 minutes."),
        (7199, "Please try again in 120 minutes."),
        (7201, "Please try again in 3 hours."),
    ],
)
def test_the_wait_is_said_in_the_unit_that_fits(seconds, words):
    assert describe_wait(seconds) == words

"""Whatever a stranger asks, the API answers as its description says: with and without a key, empty or not."""

import itertools

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from arenasite.demo.seed import SLUG, seed
from battles.counting import mark_days_dirty
from battles.models import Arena
from battles.outcomes import Outcome
from ratings.api.openapi.views import build_served_description
from ratings.partner_keys import PartnerKey, Scope
from ratings.partner_keys.issuing import write_key
from ratings.quality import judge_arena
from ratings.rebuild import rebuild
from tests import world
from tests.kept import kept

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 60
DEMO_VOTES = 1_500
STATES, KEYS = ("demo", "board", "empty"), ("arena", "narrow", "whole", "none")
COMBINATIONS = [pair for pair in itertools.product(STATES, KEYS) if pair != ("empty", "arena")]
"""An empty site has no arena of which a key could be."""

DEPENDENT = {
    "compare": "two different models",
    "differences": "two snapshots of one board",
    "leaderboard": "`known` needs `date`",
    "resolve": "`id` or `name`, not both",
}
"""Operations where one parameter's value may make another's wrong, which a description cannot say."""

schema = schemathesis.openapi.from_dict(build_served_description())
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def _one_transaction(settings):
    """All requests of a test are in its transaction, as with Django's own client."""
    settings.READS_PER_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@kept
def fill(state: str) -> None:
    """Nothing; one small board; or the demo's arena."""
    if Arena.objects.exists():
        return
    if state == "board":
        arena = world.make_arena()
        pool = world.make_pool(arena)
        for outcome in (Outcome.A, Outcome.B, Outcome.TIE) * 5:
            vote = world.stored_vote(arena, *pool, outcome)
        mark_days_dirty([(arena.pk, vote.day)])
    elif state == "demo":
        seed(votes=DEMO_VOTES)
        arena = Arena.objects.get(slug=SLUG)
    else:
        return
    rebuild(arena)
    judge_arena(arena)


def send(case, key: str) -> None:
    """Send a generated request and check its answer against the description."""
    headers = {"Accept-Encoding": "identity"}
    # A key that the test adds to every request cannot be left out of some by the check.
    excluded = [ignored_auth]
    if key != "none":
        headers["X-API-Key"] = write_key(make_key(key))
    if case.operation.definition.raw["operationId"] in DEPENDENT or key == "narrow":
        excluded.append(positive_data_acceptance)
    try:
        case.call_and_validate(headers=headers, excluded_checks=excluded)
    except BaseException as error:
        error.add_note(f"with the key: {key}")
        raise


def make_key(key: str) -> PartnerKey:
    """Of every scope; of one; or of one arena, which is then hidden from all others."""
    made = PartnerKey(name="Lab", reads_per_minute=10**6)
    if key == "arena":
        made.arena = Arena.objects.first()
        Arena.objects.update(visibility=Arena.Visibility.HIDDEN)
    elif key == "narrow":
        made.scopes = [Scope.EVIDENCE.value]
    return made


@schema.parametrize()
@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_described(case):
    """Few examples. The first one is asked in every state but the demo's, with every key."""
    if Arena.objects.exists():
        send(case, "none")
        return
    for state, key in [pair for pair in reversed(COMBINATIONS) if pair[0] != "demo"]:
        fill(state)
        send(case, key)
    Arena.objects.update(visibility=Arena.Visibility.PUBLIC)


@pytest.mark.slow
@pytest.mark.parametrize(("state", "key"), COMBINATIONS)
@schema.parametrize()
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_questions_are_answered_as_described(state, key, case):
    if not Arena.objects.exists():
        fill(state)
    send(case, key)

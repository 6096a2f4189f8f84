"""Whatever a stranger asks, the API answers as its description says."""

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from ratings.api.openapi.views import build_description
from ratings.quality import judge_arena
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

schemathesis = pytest.importorskip("schemathesis")

pytestmark = [pytest.mark.contract, pytest.mark.django_db]
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

DEPENDENT = {
    "compare": "two different models",
    "differences": "two snapshots of one board",
    "leaderboard": "`known` needs `date`",
    "resolve": "`id` or `name`, not both",
}
"""Operations where one parameter's value may make another's wrong, which a description cannot say."""

schema = schemathesis.openapi.from_dict(build_description())
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def judged(arena, board, settings):  # noqa: F811
    settings.READS_PER_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    judge_arena(arena)
    # All requests of a test are in its transaction, as with Django's own client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_described(case):
    dependent = case.operation.definition.raw["operationId"] in DEPENDENT
    excluded = [positive_data_acceptance] if dependent else []
    case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=excluded)

"""Two models of a board as JSON, and what moved on it."""

import pytest

from ratings.core.bradley_terry import POINTS
from ratings.core.comparison import probability_above
from tests.ratings.api.test_api import board  # noqa: F401 - a fixture

ADDRESS = "/api/v1/compare/text/overall/"
Z = 1.959964

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("board")]


def test_it_has_the_difference_its_interval_and_the_common_battles(client):
    sent = client.get(ADDRESS, {"a": "left", "b": "right"}).json()
    assert sent["difference"] == pytest.approx(sent["a"]["rating"] - sent["b"]["rating"], abs=1e-3)
    error = (sent["difference_high"] - sent["difference_low"]) / 2 / Z
    above = 100 * probability_above(sent["difference"] / POINTS, error / POINTS)
    assert sent["probability_a_above_b"] == pytest.approx(above, abs=0.01)
    assert sent["battles"] == {
        "total": 20,
        "wins_of_a": 10,
        "wins_of_b": 5,
        "ties": 5,
        "points_of_a": pytest.approx(62.5),
    }
    mirrored = client.get(ADDRESS, {"a": sent["b"]["model_id"], "b": sent["a"]["slug"]}).json()
    assert mirrored["difference"] == -sent["difference"]
    assert mirrored["probability_a_above_b"] == pytest.approx(100 - sent["probability_a_above_b"])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"a": "left"}, 400),
        ({"a": "left", "b": "left"}, 400),
        ({"a": "left", "b": "nobody"}, 404),
    ],
)
def test_what_names_no_two_models_is_refused(client, asked, status):
    assert client.get(ADDRESS, asked).status_code == status


def test_changes_are_those_of_the_last_week(client):
    sent = client.get("/api/v1/changes/text/overall/").json()
    assert client.get("/api/v1/changes/text/overall/", {"to": "2999-01-01"}).status_code == 404
    assert sent["from"] == sent["to"] or sent["from"]

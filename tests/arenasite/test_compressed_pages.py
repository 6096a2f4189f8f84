"""Pages that Django makes for one visitor are compressed, and their length tells nothing lasting."""

import gzip
import re

import pytest

from tests import world

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
KEY = re.compile(r'name="key" value="([\w-]+)"')


@pytest.fixture(autouse=True)
def _site():
    world.make_pool(world.make_arena())


def get_zipped(client, path: str) -> str:
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert int(response["Content-Length"]) == len(response.content)
    assert "Accept-Encoding" in response["Vary"]
    return gzip.decompress(response.content).decode()


def test_the_start_page_is_compressed_for_browsers_that_ask(client):
    plain = client.get("/")
    assert "Content-Encoding" not in plain
    zipped = client.get("/", headers={"accept-encoding": "gzip"})
    assert len(zipped.content) < len(plain.content) / 2


def test_the_secrets_of_a_page_do_not_last_from_one_answer_to_the_next(client):
    pages = [get_zipped(client, "/") for _ in range(2)]
    for secret in (TOKEN, KEY):
        first, second = (secret.search(page)[1] for page in pages)
        assert first != second


def test_a_page_that_repeats_its_address_is_not_compressed(client):
    response = client.get("/?prompt=csrfmiddlewaretoken", headers={"accept-encoding": "gzip"})
    assert "csrfmiddlewaretoken</textarea>" in response.content.decode()
    assert "Content-Encoding" not in response


def test_equal_pages_differ_in_length(client):
    lengths = {len(client.get("/about/", headers={"accept-encoding": "gzip"}).content) for _ in range(12)}
    assert len(lengths) > 1


def test_streams_json_and_the_admin_are_not_compressed(client):
    for path in ("/admin/login/", "/robots.txt"):
        response = client.get(path, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert "Content-Encoding" not in response

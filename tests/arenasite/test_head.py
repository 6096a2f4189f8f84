"""HEAD is answered wherever GET is."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import world

pytestmark = pytest.mark.django_db

PRIVATE = ("admin/", "battles/<uuid:key>", "receipts/", "language/", "<path:")
"""Addresses that need more than an arena to answer."""


def patterns(resolver: URLResolver, prefix: str = ""):
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.name
        elif each.app_name != "admin":
            yield from patterns(each, prefix + str(each.pattern))


def public_paths() -> list[str]:
    """Every public address of one arena and its overall board."""
    paths = set()
    for pattern, _name in patterns(get_resolver()):
        if pattern.startswith(PRIVATE) or "<int:" in pattern or "zh-hant" in pattern:
            continue
        path = pattern.replace("<slug:arena>", "text").replace("<slug:category>", "overall")
        paths.add("/" + re.sub(r"<slug:slug>", "text-left", path))
    return sorted(paths)


@pytest.fixture
def site():
    world.make_pool(world.make_arena())


def test_head_has_the_status_of_get_and_no_body(client, site):
    paths = public_paths()
    assert "/" in paths
    assert len(paths) > 20
    for path in paths:
        get, head = client.get(path), client.head(path)
        if get.status_code == 405:
            continue  # an address for posts
        assert head.status_code == get.status_code, path
        assert head.content == b"", path


def test_a_post_to_a_page_is_refused(client, site):
    assert client.post("/about/").status_code == 405

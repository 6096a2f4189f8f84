"""What makes a page of its own, and what does not."""

import pytest

from arenasite.public_pages.routes import MAX_QUERY_BYTES, canonical_query


@pytest.mark.parametrize(
    ("path", "query", "canonical"),
    [
        ("/leaderboard/demo/overall/", b"", ""),
        ("/zh-hant/leaderboard/demo/overall/", b"method=elo", "method=elo"),
        ("/leaderboard/demo/overall/", b"utm_source=x&method=elo&z", "method=elo"),
        ("/overview/demo/", b"method=elo&by=coding", "by=coding&method=elo"),
        ("/api/v1/leaderboards/demo/overall/", b"callback=steal", ""),
        ("/about/", b"a=1", ""),
    ],
)
def test_parameters_that_a_page_does_not_read_make_no_new_page(path, query, canonical):
    assert canonical_query(path, query) == canonical


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", b""),
        ("/side-by-side/", b""),
        ("/battles/9b2f0c1e-3a8e-4b53-9f0c-1f2a3b4c5d6e/", b""),
        ("/admin/", b""),
        ("/receipts/abc/", b""),
        ("/nowhere/", b""),
        ("/leaderboard/demo/overall/", b"date=2026-01-01"),
        ("/overview/demo/", b"top=7"),
        ("/leaderboard/demo/overall/", b"method=\xff"),
        ("/leaderboard/demo/overall/", b"x=" + b"y" * MAX_QUERY_BYTES),
    ],
)
def test_private_pages_and_free_parameters_go_to_django(path, query):
    assert canonical_query(path, query) is None

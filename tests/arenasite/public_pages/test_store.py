"""Which answers are stored, in which forms, and for how long."""

import gzip

import pytest

from arenasite.public_pages.store import PRIVATE_SECONDS, Store, build_page

PUBLIC = [(b"content-type", b"text/html"), (b"cache-control", b"public, max-age=30")]
BODY = b"a board " * 100


def make_page(body: bytes = BODY, headers=PUBLIC, status: int = 200, now: float = 0.0):
    return build_page(status, headers, body, now=now)


def test_a_public_page_is_stored_plain_and_gzipped():
    page = make_page()
    assert page.plain.body == BODY
    assert gzip.decompress(page.gzipped.body) == BODY
    assert dict(page.gzipped.headers)[b"content-encoding"] == b"gzip"
    assert int(dict(page.gzipped.headers)[b"content-length"]) == len(page.gzipped.body)
    assert page.plain.etag != page.gzipped.etag
    assert dict(page.plain.headers)[b"vary"] == b"Accept-Encoding"
    assert page.expires == 30


def test_the_application_s_own_entity_tag_is_kept():
    page = make_page(headers=[*PUBLIC, (b"etag", b'"abc"'), (b"vary", b"accept-encoding, HX-Request")])
    assert page.plain.etag == b'"abc"'
    assert page.gzipped.etag == b'"abc-gzip"'
    assert dict(page.plain.headers)[b"vary"] == b"accept-encoding, HX-Request"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, PUBLIC),
        (200, [(b"cache-control", b"private, max-age=30")]),
        (200, [(b"cache-control", b"public")]),
        (200, []),
        (200, [*PUBLIC, (b"set-cookie", b"a=1")]),
    ],
)
def test_an_answer_for_one_reader_is_not_stored(status, headers):
    assert make_page(headers=headers, status=status) is None


def test_a_page_is_stored_until_its_age_or_another_version():
    store = Store()
    store.put("board", make_page(), version=1, now=0)
    assert store.get("board", version=1, now=29) is not None
    for version, now in [(1, 30), (2, 0)]:
        with pytest.raises(KeyError):
            store.get("board", version=version, now=now)
    store.put("other", make_page(), version=2, now=0)
    assert len(store) == 1


def test_an_address_without_a_public_page_is_remembered_for_a_short_time():
    store = Store()
    store.put("private", None, version=1, now=0)
    assert store.get("private", version=1, now=PRIVATE_SECONDS - 1) is None
    with pytest.raises(KeyError):
        store.get("private", version=1, now=PRIVATE_SECONDS)


def test_the_least_recently_read_page_leaves_a_full_store():
    store = Store(max_bytes=12_000)
    for key in ("first", "second"):
        store.put(key, make_page(), version=1, now=0)
    store.get("first", version=1, now=1)
    store.put("third", make_page(), version=1, now=1)
    assert store.get("first", version=1, now=1)
    with pytest.raises(KeyError):
        store.get("second", version=1, now=1)

"""What a public page must not hold, so that any cache may keep it and any policy allow it."""

import re


def assert_public_and_plain(response) -> str:
    """No cookie, no token, nothing inline; the page's text."""
    html = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in html.lower()
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    return html

"""`check --deploy`: mistakes in the configuration of a public site, each by its id."""

import pytest
from django.core.checks import run_checks

FINE = {
    "PRODUCTION": True,
    "HOSTS": ["arena.example"],
    "REDIS_URL": "redis://r/0",
    "DATABASE_URL": "postgres://x",
    "BATTLES_PER_MINUTE": 10,
    "BATTLES_PER_DAY": 10,
    "BATTLES_PER_ADDRESS_PER_DAY": 10,
    "READS_PER_MINUTE": 10,
    "CONTACT": "staff@arena.example",
    "SECURITY_CONTACT": "https://arena.example/security",
}


@pytest.fixture
def found(settings, monkeypatch):
    """The site's own warnings with some settings and variables."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)

    def check(env=(), **changed):
        for name, value in {**FINE, **changed}.items():
            setattr(settings, name, value)
        for name, value in dict(env).items():
            monkeypatch.setenv(name, value)
        messages = run_checks(include_deployment_checks=True)
        return {message.id for message in messages if message.id.startswith("arenasite.")}

    return check


def test_a_well_configured_site_is_not_warned(found):
    assert found(env={"FORWARDED_ALLOW_IPS": "172.18.0.2", "WEB_CONCURRENCY": "2"}) == set()


@pytest.mark.parametrize(
    ("env", "changed", "ids"),
    [
        ({"WEB_CONCURRENCY": "2"}, {"REDIS_URL": ""}, {"arenasite.W001"}),
        ({"WEB_CONCURRENCY": "2"}, {"DATABASE_URL": ""}, {"arenasite.W002"}),
        ({"FORWARDED_ALLOW_IPS": "*"}, {}, {"arenasite.W004"}),
        ({"FORWARDED_ALLOW_IPS": "10.0.0.1,*"}, {}, {"arenasite.W004"}),
        ({"FORWARDED_ALLOW_IPS": ""}, {}, {"arenasite.W005"}),
        ({}, {"HOSTS": ["*"]}, {"arenasite.W006"}),
        ({}, {"BATTLES_PER_DAY": 0}, {"arenasite.W007"}),
        ({}, {"SIGNIN_ATTEMPTS": 0, "READS_PER_MINUTE": 0}, {"arenasite.W007"}),
        ({}, {"CONTACT": ""}, {"arenasite.W008"}),
        ({}, {"CONTACT": "call us"}, {"arenasite.W009"}),
        ({}, {"SECURITY_CONTACT": "javascript:x@y.z"}, {"arenasite.W009"}),
        ({"FORWARDED_ALLOW_IPS": ""}, {"PRODUCTION": False, "BATTLES_PER_DAY": 0}, set()),
    ],
)
def test_each_mistake_has_its_id(found, env, changed, ids):
    assert found(env=env, **changed) == ids

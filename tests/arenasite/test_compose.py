"""The containers as compose.yaml describes them, without an engine: what goes wrong only in production."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SITE = ["web", "worker", "timetable", "migrate"]


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_the_sites_containers_get_every_variable_of_one_file(compose):
    for name in SITE:
        assert compose["services"][name]["env_file"] == [".env"]


def test_everything_that_serves_starts_again_by_itself(compose):
    policies = {name: service["restart"] for name, service in compose["services"].items()}
    assert policies.pop("migrate") == "no"
    assert set(policies.values()) == {"unless-stopped"}


def test_only_the_proxy_listens_to_the_network(compose):
    for name, service in compose["services"].items():
        ports = service.get("ports", [])
        assert name == "caddy" or all(port.startswith("127.0.0.1:") for port in ports)


def test_the_only_trusted_proxy_is_caddy_at_its_own_address(compose):
    address = compose["services"]["caddy"]["networks"]["site"]["ipv4_address"]
    for name in SITE:
        assert compose["services"][name]["environment"]["FORWARDED_ALLOW_IPS"] == address
    [subnet] = compose["networks"]["site"]["ipam"]["config"]
    assert address.startswith(subnet["subnet"].rpartition(".")[0])


def test_what_others_wait_for_has_a_health_check(compose):
    services = compose["services"]
    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in services[name], name
            else:
                assert services[name]["restart"] == "no"


def test_the_example_has_every_variable_that_compose_needs(compose):
    needed = set(re.findall(r"\$\{([A-Z_]+)(?::\?[^}]*)?\}", (ROOT / "compose.yaml").read_text()))
    example = (ROOT / "ops" / "site.env.example").read_text()
    assert needed == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_mounted_files_and_named_volumes_exist(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in compose["volumes"]


def test_the_proxy_passes_streams_on_and_bounds_slow_and_large_requests():
    caddyfile = (ROOT / "ops" / "Caddyfile").read_text()
    for directive in ("flush_interval -1", "read_header 10s", "read_body 30s", "idle 2m", "max_size 1MB"):
        assert directive in caddyfile
    assert not re.search(r"^\s*write ", caddyfile, re.MULTILINE)
    assert caddyfile.count("{") == caddyfile.count("}")


def test_the_web_container_bounds_its_connections():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--timeout-keep-alive" in dockerfile
    assert "--limit-concurrency" in dockerfile


def test_the_script_without_containers_runs_what_compose_runs(compose):
    names = {"__name__": "processes", "__file__": str(ROOT / "ops/processes.py")}
    exec((ROOT / "ops/processes.py").read_text(), names)  # noqa: S102 - a script without a package
    commands = {name: " ".join(command) for name, command in names["list_commands"]("8000").items()}
    services = compose["services"]
    for name in ("worker", "timetable"):
        assert commands[name] == f"-m {services[name]['command']}"
    image = (ROOT / "Dockerfile").read_text()
    assert commands["web"].removeprefix("-m ").replace("127.0.0.1", "0.0.0.0") in image  # noqa: S104

"""A server that others wrote, for all wire formats, on a real socket: npm's @copilotkit/aimock."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parents[1] / "build" / "aimock" / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
KEY = "contract-key"
LISTENING = re.compile(r"listening on (http://\S+)")


@dataclass(frozen=True)
class Aimock:
    """Where it listens, and the only key it takes. It answers by tests/contract/answers.json."""

    origin: str
    key: str = KEY

    @property
    def base_url(self) -> str:
        return self.address_of("openai")

    def address_of(self, wire_format: str) -> str:
        """The base URL of a wire format."""
        return f"{self.origin}/{'v1beta' if wire_format == 'gemini' else 'v1'}"


@pytest.fixture(scope="session")
def aimock():
    if not PROGRAM.exists():
        pytest.fail("The mock server is missing: run tests/contract/install.sh first.")
    command = ["node", PROGRAM, "--port", "0", "--chunk-size", "7", "--fixtures", HERE / "answers.json"]
    environment = os.environ | {"AIMOCK_API_KEYS": KEY}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield Aimock(address_of(process))
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


def address_of(process):
    """The address the server says it listens on. Fails with its words if it ends without saying one."""
    said = []
    for line in process.stdout:
        said.append(line)
        if found := LISTENING.search(line):
            return found.group(1)
    pytest.fail("The mock server did not start: " + "".join(said))

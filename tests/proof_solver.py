"""A native solver of the proof of work, and a visitor without a browser that uses it.

For tests and for the price of a bot: it does what `proof_worker.js` does, in one process, with OpenSSL.
"""

import base64
import hashlib
import json
import re
import struct
from typing import Any

KEY = re.compile(r'name="key" value="([0-9a-f-]{36})"')
WAITING = re.compile(r'name="waiting" value="([^"]+)"')


def solve(challenge: dict[str, Any]) -> str:
    """Return the payload of a challenge's solution."""
    parameters = challenge["parameters"]
    nonce, salt = bytes.fromhex(parameters["nonce"]), bytes.fromhex(parameters["salt"])
    prefix = bytes.fromhex(parameters["keyPrefix"])
    counter = 0
    while True:
        password = nonce + struct.pack(">I", counter)
        key = hashlib.pbkdf2_hmac("sha256", password, salt, parameters["cost"], parameters["keyLength"])
        if key.startswith(prefix):
            break
        counter += 1
    solution = {"counter": counter, "derivedKey": key.hex()}
    return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()


def read_start_form(page: str) -> dict[str, str]:
    """The hidden fields of a start page that a battle needs: its key, and its waiting token if it has one."""
    fields = {"key": KEY.search(page)[1]}
    if token := WAITING.search(page):
        fields["waiting"] = token[1]
    return fields


def buy_pass(client, key: str, **headers) -> bool:
    """Buy a pass with a Django test client, which keeps its cookie. Returns whether one was needed."""
    answer = client.get("/proof/", {"key": key}, **headers)
    if answer.status_code == 204:
        return False
    assert answer.status_code == 200, answer.content
    bought = client.post("/proof/", {"key": key, "payload": solve(answer.json())}, **headers)
    assert bought.status_code == 200, bought.content
    return True

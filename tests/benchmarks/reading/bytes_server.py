"""The floor of reading: a bare ASGI application that sends fixed bytes, one answer a path.

`uvicorn tests.benchmarks.reading.bytes_server:application` with ANSWERS naming a JSON file of
{path: {status, headers: [[name, value]], body}}; texts are latin-1.
"""

import json
import os
from pathlib import Path

ANSWERS = {
    path: (
        {
            "type": "http.response.start",
            "status": answer["status"],
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer["headers"]
            ],
        },
        {"type": "http.response.body", "body": answer["body"].encode("latin-1")},
    )
    for path, answer in json.loads(Path(os.environ["ANSWERS"]).read_text()).items()
}


async def application(scope, receive, send):
    """Send the answer of the path."""
    if scope["type"] != "http":
        return
    start, body = ANSWERS[scope["path"]]
    await send(start)
    await send(body)

"""The floor under server-sent events: an ASGI application that sends recorded frames and does nothing else.

Run by uvicorn; FRAMES names a JSON file with [[seconds after the first, text], …].
"""

import asyncio
import json
import os
from pathlib import Path

FRAMES = [(at, text.encode()) for at, text in json.loads(Path(os.environ["FRAMES"]).read_text())]
HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    loop = asyncio.get_running_loop()
    start = loop.time()
    for at, frame in FRAMES:
        wait = start + at - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        await send({"type": "http.response.body", "body": frame, "more_body": True})
    await send({"type": "http.response.body", "body": b""})

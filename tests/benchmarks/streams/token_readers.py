"""Read many answers at once: `python -m tests.benchmarks.streams.token_readers bare|adapter BASE_URL COUNT`.

`adapter` is the site's OpenAI-compatible provider; `bare` is aiohttp, a line loop and json.loads. Prints
JSON: processor seconds and tokens, the interpreter's start and the first, warming answer left out.
"""

import asyncio
import json
import os
import sys
import time

import aiohttp

from battles.providers.base import Message, Target
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.sessions import close_session

PROMPT = "What is a heron?"


async def bare(base_url: str, session: aiohttp.ClientSession) -> int:
    """The number of tokens of one answer."""
    content = {"model": "mock", "stream": True, "messages": [{"role": "user", "content": PROMPT}]}
    tokens = 0
    async with session.post(f"{base_url}/chat/completions", json=content) as response:
        async for line in response.content:
            if line.startswith(b"data: ") and not line.startswith(b"data: [DONE]"):
                choices = json.loads(line[6:])["choices"]
                if choices and choices[0]["delta"].get("content"):
                    tokens += 1
    return tokens


async def adapter(base_url: str, provider: OpenAIChatProvider) -> int:
    tokens = 0
    async for piece in provider.stream(Target("mock", base_url=base_url), [Message("user", PROMPT)]):
        tokens += piece.count(" ") if isinstance(piece, str) else 0  # each token ends with a space
    return tokens


async def main(who: str, base_url: str, count: int) -> dict[str, float]:
    provider = OpenAIChatProvider()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        def read():
            return bare(base_url, session) if who == "bare" else adapter(base_url, provider)

        async def later(seconds: float) -> int:
            await asyncio.sleep(seconds)
            return await read()

        await read()
        started = time.process_time()
        tokens = await asyncio.gather(*(later(number / count) for number in range(count)))
        spent = time.process_time() - started
    await close_session()
    return {"cpu": spent, "tokens": sum(tokens)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    print(json.dumps(asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))))

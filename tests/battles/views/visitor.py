"""A visitor of the battle pages, over HTTP."""

import uuid

from asgiref.sync import sync_to_async
from django.test import AsyncClient


class Visitor:
    """A browser without scripts."""

    def __init__(self):
        self.client = AsyncClient()
        self.url = ""

    async def start(self, prompt="What is a heron?", **more):
        data = {"prompt": prompt, "key": str(uuid.uuid4()), "arena": "text"} | more
        response = await self.client.post("/battles/", data)
        self.url = response.get("Location", "")
        return response

    async def stream(self, **headers):
        return await self.client.get(f"{self.url}events/", headers=headers)

    async def events(self, **headers) -> str:
        response = await self.stream(**headers)
        return b"".join([part async for part in response.streaming_content]).decode()

    async def do(self, action: str, data=None, **headers):
        return await self.client.post(f"{self.url}{action}/", data or {}, headers=headers)

    async def page(self) -> str:
        return (await self.client.get(self.url)).content.decode()


async def count(model) -> int:
    return await sync_to_async(model.objects.count)()

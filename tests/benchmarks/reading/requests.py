"""A plain HTTP client for benchmarks: fixed requests over connections that stay open."""

import asyncio
from dataclasses import dataclass

from tests.benchmarks.measuring import processes

CONNECTIONS = 8


@dataclass(frozen=True)
class Case:
    """One request to be repeated: a read, or the post of a form where it has a body."""

    name: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def request(self) -> bytes:
        fields = "".join(f"{name}: {value}\r\n" for name, value in (("Host", "localhost"), *self.headers))
        if self.body is None:
            return f"GET {self.path} HTTP/1.1\r\n{fields}\r\n".encode()
        fields += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.body)}\r\n"
        return f"POST {self.path} HTTP/1.1\r\n{fields}\r\n".encode() + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    wire_bytes: int


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    status = int(lines[0].split()[1])
    body = await reader.readexactly(0 if status == 304 else length)
    return Answer(status, headers, body, len(head) + len(body))


async def ask(port: int, request: bytes) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await read_answer(reader)
    writer.close()
    return answer


async def repeat(port: int, request: bytes, times: int) -> None:
    """Ask `times` times over CONNECTIONS connections that stay open."""

    async def client(count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count):
            writer.write(request)
            await read_answer(reader)
        writer.close()

    await asyncio.gather(*(client(times // CONNECTIONS) for _ in range(CONNECTIONS)))


async def per_second(pid: int, port: int, request: bytes, times: int) -> float:
    """Requests per second of the server's processor time."""
    await repeat(port, request, times // 10)
    before = processes.cpu_seconds(pid)
    await repeat(port, request, times)
    return times / (processes.cpu_seconds(pid) - before)

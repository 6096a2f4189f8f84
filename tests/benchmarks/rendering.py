"""What hostile answers cost: CPU time as a multiple of plain CommonMark for ordinary text of as many bytes.

    python -m tests.benchmarks.rendering [--size 16000] [--size 200000] [--languages java,rst] [--top 15]

Everything is measured in one process and one run, so the ratios hold on a busy machine. The bar: no text
costs more than 5 times plain CommonMark. `--health` then renders the dearest texts as the end of a turn does,
on an event loop that answers /healthz all the time, and reports its slowest answer beside that of a quiet
loop (the bar: 100 ms later).
"""

import argparse
import asyncio
import os
import time

import django
from django.conf import settings
from django.test import AsyncClient

from battles.markdown.allowance import SAMPLE, _measure
from battles.markdown.highlighting import get_lexer
from battles.markdown.worker import RenderProcess, render_in_allowance
from tests.battles.markdown.corpus import CODE, MARKDOWN, OFFERED, code_block

BAR = 5.0


def cpu_seconds(text: str) -> tuple[float, str]:
    """Render a text as the worker does; the CPU time and the HTML."""
    started = time.process_time()
    html = render_in_allowance(text)
    return time.process_time() - started, html


def plain_seconds(size: int) -> float:
    """CPU time of plain CommonMark for ordinary text of this many bytes."""
    text = (SAMPLE * (size // len(SAMPLE) + 1))[:size]
    return min(_measure(text) for _ in range(3))


def build_corpus(size: int, languages: list[str]) -> dict[str, str]:
    """Return every text of this many bytes by its name."""
    texts = {name: build(size) for name, build in MARKDOWN.items()}
    texts |= {
        f"{language} {piece!r}": code_block(language, piece, size) for language in languages for piece in CODE
    }
    return texts


def measure(size: int, texts: dict[str, str], languages: list[str]) -> list[tuple[float, float, str, bool]]:
    """Return (ratio, milliseconds, name, whether it has no colours), dearest first."""
    results = []
    for language in languages:
        get_lexer(language)
    cpu_seconds("warm up")
    baseline = plain_seconds(size)
    for number, (name, text) in enumerate(texts.items()):
        if number % 100 == 99:
            baseline = min(baseline, plain_seconds(size))
        seconds, html = cpu_seconds(text)
        if seconds > BAR * baseline * len(text.encode()) / size:  # another process may have disturbed it
            seconds = min(seconds, *(cpu_seconds(text)[0] for _ in range(2)))
        per_byte = baseline * len(text.encode()) / size
        results.append((seconds / per_byte, 1000 * seconds, name, "<span" not in html))
    return sorted(results, reverse=True)


async def slowest_health(texts: list[str]) -> float:
    """Render texts one after another, as turns that end; the slowest /healthz meanwhile in milliseconds."""
    client, process, slowest = AsyncClient(), RenderProcess(), 0.0
    await process.render_async("warm up")
    await client.get("/healthz")
    rendering = asyncio.gather(*(process.render_async(text) for text in texts), asyncio.sleep(2))
    while not rendering.done():
        started = time.perf_counter()
        response = await client.get("/healthz")
        assert response.status_code == 200
        slowest = max(slowest, time.perf_counter() - started)
        await asyncio.sleep(0.005)
    await rendering
    process.close()
    return 1000 * slowest


def report_health(texts: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    quiet = asyncio.run(slowest_health([]))
    busy = asyncio.run(slowest_health(texts))
    print(f"  /healthz: at most {quiet:.0f} ms quiet, {busy:.0f} ms while {len(texts)} texts are rendered")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append")
    parser.add_argument("--languages", default="", help="comma-separated; default: all that are offered")
    parser.add_argument("--top", type=int, default=15)
    parser.add_argument("--health", action="store_true")
    options = parser.parse_args()
    languages = options.languages.split(",") if options.languages else sorted(OFFERED)
    for size in options.size or [16_000]:
        texts = build_corpus(size, languages)
        results = measure(size, texts, languages)
        over = sum(ratio > BAR for ratio, *_rest in results)
        print(f"{size} bytes, {len(results)} texts; {over} over {BAR} times plain CommonMark")
        for ratio, milliseconds, name, is_plain in results[: options.top]:
            print(f"  {ratio:6.2f} x  {milliseconds:8.1f} ms  {name}{'  (no colours)' if is_plain else ''}")
        if options.health:
            report_health([texts[name] for _ratio, _ms, name, _plain in results[: options.top]])


if __name__ == "__main__":
    main()

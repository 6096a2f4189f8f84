"""The detectors' cost at the end of a turn, on hostile text and on prose.

    python -m tests.benchmarks.turn_ends

    DATABASE_URL=postgres://… python -m tests.benchmarks.turn_ends

Prompts of 24,000 characters, twelve turns, ten regenerated answers, in a database of its own (SQLite in a
folder of its own, or on the server that DATABASE_URL names). Printed: processor time of each end of a turn,
and how long the transaction that stores the facts is open. Before that: ordinary battles of one turn, with a
short prompt and two answers of 300 tokens like those of token_server.py.
"""

import datetime as dt
import statistics
import time
from contextlib import contextmanager

from tests.benchmarks.history import database
from tests.benchmarks.streams.token_server import STAMP_EVERY, WORDS

CHARACTERS = 24_000
TURNS = 12
ATTEMPTS = 10
BATTLES = 150
TOKENS = 300

SENTENCES = (
    "The ferry to the island leaves at seven in the morning and takes about two hours when the sea is calm. "
    "Please write a letter to the harbour office and ask whether the timetable changes in the winter months. "
    "My grandmother kept the old tickets in a drawer of the kitchen table, sorted by year and by colour. "
)
TEXTS = {
    "prose": SENTENCES,
    "names": "I am Claude ",
    "names in sentences": (
        "I am Claude, and as an AI made by OpenAI I like Gemini. Я Алиса, ich bin Bard, soy Llama. "
    ),
    "anchors in many languages": (
        "As an AI I am, ich bin, je suis, soy, sou, sono, ik ben, jestem, ben, toi la, saya, jag är, jeg er, "
        "olen GPT. "
    ),
    "code words": "def Claude(): return 'I am Claude by Anthropic'\n```python\nimport os\n",
}


def main() -> None:
    with database():
        ends = play_ordinary_battles()
        print(f"one end of an ordinary turn: median {statistics.median(ends):.2f}, least {min(ends):.2f} ms")
        for answers in ("short", "long"):
            print(f"\n{TURNS} turns with prompts of {CHARACTERS:,} characters, then {ATTEMPTS} regenerated")
            print(f"answers ({answers}); milliseconds of processor time for one end of a turn\n")
            print("| text | first | median | last | longest transaction (wall) | ratio to prose |")
            print("|---|---|---|---|---|---|")
            base = None
            for name, sentence in TEXTS.items():
                text = (sentence * (CHARACTERS // len(sentence) + 1))[:CHARACTERS]
                ends, held = play(text, text if answers == "long" else "A short answer.")
                median = statistics.median(ends)
                base = base or median
                print(
                    f"| {name} | {ends[0]:.0f} | {median:.0f} | {ends[-1]:.0f} | {held:.0f} "
                    f"| {median / base:.1f} |"
                )


def play_ordinary_battles() -> list[float]:
    """Milliseconds of processor time of the end of each battle's only turn."""
    from battles.annotations import live  # noqa: PLC0415  needs the set-up above
    from tests import world  # noqa: PLC0415

    arena = world.make_arena("ordinary")
    world.make_pool(arena, ["left", "right"])
    ends = []
    for number in range(BATTLES):
        a, b = (ordinary_answer(2 * number + side) for side in (0, 1))
        battle = world.answered_battle(arena, prompt=f"Tell me about herons, number {number}", a=a, b=b)
        battle.save(update_fields=live.request_annotation(battle, now=dt.datetime.now(dt.UTC)))
        started = time.process_time()
        live.annotate_battle(battle.pk)
        ends.append(1000 * (time.process_time() - started))
    return ends


def ordinary_answer(number: int) -> str:
    """Words, of which every tenth is a moment in microseconds, as token_server.py sends them."""
    return " ".join(
        WORDS[(7 * number + token) % len(WORDS)]
        if token % STAMP_EVERY
        else f"~{10**12 + 7919 * number + token}~"
        for token in range(1, TOKENS + 1)
    )


def play(prompt: str, answer: str) -> tuple[list[float], float]:
    """Milliseconds of every end of a turn, and of the longest transaction of the annotation."""
    from battles.annotations import live  # noqa: PLC0415  needs the set-up above
    from battles.models import Answer, Prompt  # noqa: PLC0415
    from tests import world  # noqa: PLC0415

    world.counter = getattr(world, "counter", 0) + 1
    arena = world.make_arena(f"bench-{world.counter}")
    world.make_pool(arena, [f"left-{world.counter}", f"right-{world.counter}"])
    battle = world.answered_battle(arena, prompt=prompt, a=answer, b=answer)
    held: list[float] = []
    store = live._store

    def timed(*arguments):
        started = time.perf_counter()
        try:
            return store(*arguments)
        finally:
            held.append(1000 * (time.perf_counter() - started))

    live._store = timed
    ends = []
    with restored(live, "_store", store):
        for number in range(TURNS + ATTEMPTS):
            if 0 < number < TURNS:
                row = Prompt.objects.create(battle=battle, turn=number + 1, text=prompt)
            else:
                row = battle.prompts.order_by("turn").last()
            if number:
                Answer.objects.bulk_create(
                    Answer(
                        prompt=row,
                        side=side,
                        attempt=row.answers.filter(side=side).count() + 1,
                        contender=battle.contender_a if side == "a" else battle.contender_b,
                        state=Answer.State.DONE,
                        text=answer,
                    )
                    for side in "ab"
                )
            fields = live.request_annotation(battle, now=dt.datetime.now(dt.UTC))
            battle.save(update_fields=fields)
            started = time.process_time()
            live.annotate_battle(battle.pk)
            ends.append(1000 * (time.process_time() - started))
    return ends, max(held)


@contextmanager
def restored(module, name, value):
    """Put a module's attribute back afterwards."""
    try:
        yield
    finally:
        setattr(module, name, value)


if __name__ == "__main__":
    main()

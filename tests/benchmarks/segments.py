"""Containers for the ledger's segments: size, time to read, cold start.

    python -m tests.benchmarks.segments [votes] [days]

Compares planes of bytes under zlib and zstd (`battles.counting.ledger.arrays`) with Arrow IPC and Parquet,
both under zstd, on random votes with the columns of a segment. Needs `pyarrow` and `zstandard`; a container
whose package is missing is left out.
"""

import contextlib
import io
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.measuring.stopwatch import race

VOTES, DAYS = 1_700_000, 400
ONE = "outcome"
STYLES = 8
Columns = dict[str, np.ndarray]


def make_day(rng: np.random.Generator, votes: int, day: int, first_battle: int) -> Columns:
    """One day's votes with distributions like those of the published logs."""
    start = 1.7e9 + 86_400 * day
    popularity = 1 / np.arange(1, 129)
    sides = rng.choice(128, size=(2, votes), p=popularity / popularity.sum())
    languages = rng.choice(60, size=votes, p=np.r_[0.6, np.full(59, 0.4 / 59)])
    tokens = np.minimum(rng.geometric(1 / 300, size=(votes, 2)), 4000)
    marks = rng.poisson(2, size=(votes, STYLES - 2))
    pairs = rng.random(128 * 128)
    # Three of ten prompts are sent again and again; the others are in no cluster.
    clusters = np.where(rng.random(votes) < 0.3, rng.integers(1 << 40, (1 << 40) + 3000, votes), 0)
    columns = {
        "battle": np.arange(first_battle, first_battle + votes),
        "contender_a": sides[0] + 1,
        "contender_b": sides[1] + 1,
        "outcome": rng.choice(4, size=votes, p=(0.35, 0.35, 0.15, 0.15)) + 1,
        "reason": np.where(rng.random(votes) < 0.97, 0, 5),
        "origin": np.zeros(votes),
        "tags": rng.integers(0, 1 << 20, votes) & rng.integers(0, 1 << 20, votes)
        | (1 << (40 + languages % 23)),
        "voter": rng.integers(1, 400_000, votes),
        "cast_at": np.sort(start + 86_400 * rng.random(votes)).round(6),
        "language": languages + 1,
        "pair_probability": pairs[sides[0] * 128 + sides[1]],
        "prompt_cluster": clusters,
        "evidence_tier": rng.choice(5, size=votes, p=(0.1, 0.2, 0.6, 0.08, 0.02)),
        "pace": rng.choice(3, size=votes, p=(0.05, 0.9, 0.05)),
        "nth_of_voter": np.minimum(rng.geometric(0.4, votes), 60_000),
        "nth_of_prefix": np.minimum(rng.geometric(0.3, votes), 60_000),
        "style": np.concatenate([tokens, marks], axis=1),
    }
    return {name: np.ascontiguousarray(values, dtype=TYPES[name]) for name, values in columns.items()}


TYPES = {
    "battle": "<i8",
    "contender_a": "<i4",
    "contender_b": "<i4",
    "outcome": "<u1",
    "reason": "<u1",
    "origin": "<u1",
    "tags": "<i8",
    "voter": "<i8",
    "cast_at": "<f8",
    "language": "<u1",
    "pair_probability": "<f8",
    "prompt_cluster": "<i8",
    "evidence_tier": "<u1",
    "pace": "<u1",
    "nth_of_voter": "<u2",
    "nth_of_prefix": "<u2",
    "style": "<i4",
}


@dataclass(frozen=True)
class Container:
    """How to write one day and how to read all its columns or some."""

    pack: Callable[[Columns], bytes]
    unpack: Callable[[bytes, tuple[str, ...]], Columns]
    imports: str


def planes(compress: Callable[[Any], bytes], decompress: Callable[[bytes], bytes], imports: str) -> Container:
    """A line of JSON, then each column by planes of bytes, as battles.counting.ledger.arrays writes it."""

    def pack(columns: Columns) -> bytes:
        parts = [
            compress(np.ascontiguousarray(values.reshape(len(values), -1).view(np.uint8).T).data)
            for values in columns.values()
        ]
        votes = len(columns[ONE])
        head = {
            "votes": votes,
            "columns": [[name, len(part)] for name, part in zip(columns, parts, strict=True)],
        }
        return json.dumps(head).encode() + b"\n" + b"".join(parts)

    def unpack(data: bytes, names: tuple[str, ...]) -> Columns:
        head, _, rest = data.partition(b"\n")
        about = json.loads(head)
        found, offset = {}, 0
        for name, size in about["columns"]:
            if name in names:
                raw = np.frombuffer(decompress(rest[offset : offset + size]), dtype=np.uint8)
                values = np.ascontiguousarray(raw.reshape(-1, about["votes"]).T).reshape(-1).view(TYPES[name])
                found[name] = values.reshape(-1, STYLES) if name == "style" else values
            offset += size
        return found

    return Container(pack, unpack, imports)


def flat(columns: Columns) -> Columns:
    """Style as one column per count: tables have no columns of several numbers."""
    rest = {name: values for name, values in columns.items() if name != "style"}
    return rest | {f"style_{index}": columns["style"][:, index] for index in range(STYLES)}


def flat_names(names: tuple[str, ...]) -> list[str]:
    styles = [f"style_{index}" for index in range(STYLES)]
    return [part for name in names for part in (styles if name == "style" else [name])]


def nested(columns: Columns) -> Columns:
    if "style_0" not in columns:
        return columns
    rest = {name: values for name, values in columns.items() if not name.startswith("style_")}
    return rest | {"style": np.stack([columns[f"style_{index}"] for index in range(STYLES)], axis=1)}


def arrow_ipc() -> Container:
    import pyarrow as pa  # noqa: PLC0415  optional

    def pack(columns: Columns) -> bytes:
        batch = pa.record_batch(flat(columns))
        sink = io.BytesIO()
        with pa.ipc.new_file(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
            file.write_batch(batch)
        return sink.getvalue()

    def unpack(data: bytes, names: tuple[str, ...]) -> Columns:
        buffer = pa.py_buffer(data)
        schema = pa.ipc.open_file(buffer).schema
        wanted = [schema.get_field_index(name) for name in flat_names(names)]
        options = pa.ipc.IpcReadOptions(included_fields=wanted, use_threads=False)
        batch = pa.ipc.open_file(buffer, options=options).get_batch(0)
        return nested({name: batch.column(name).to_numpy() for name in batch.schema.names})

    return Container(pack, unpack, "import pyarrow")


def parquet(*, split: bool) -> Container:
    import pyarrow as pa  # noqa: PLC0415  optional
    import pyarrow.parquet as pq  # noqa: PLC0415

    def pack(columns: Columns) -> bytes:
        table = pa.table(flat(columns))
        wide = [name for name in table.column_names if table.schema.field(name).type.bit_width >= 32]
        sink = io.BytesIO()
        if split:
            pq.write_table(table, sink, compression="zstd", use_dictionary=False, use_byte_stream_split=wide)
        else:
            pq.write_table(table, sink, compression="zstd")
        return sink.getvalue()

    def unpack(data: bytes, names: tuple[str, ...]) -> Columns:
        table = pq.read_table(
            pa.BufferReader(data), columns=flat_names(names), use_threads=False, pre_buffer=False
        )
        return nested({name: table.column(name).to_numpy() for name in table.column_names})

    return Container(pack, unpack, "import pyarrow.parquet")


def containers() -> Iterator[tuple[str, Container]]:
    yield (
        "planes, zlib 1",
        planes(lambda data: zlib.compress(data, 1), zlib.decompress, "import zlib"),
    )
    with contextlib.suppress(ImportError):
        import zstandard  # noqa: PLC0415  optional

        yield (
            "planes, zstd 3",
            planes(
                lambda data: zstandard.ZstdCompressor(level=3).compress(data),
                lambda data: zstandard.ZstdDecompressor().decompress(data),
                "import zstandard",
            ),
        )
    with contextlib.suppress(ImportError):
        yield "Arrow IPC, zstd", arrow_ipc()
        yield "Parquet, zstd", parquet(split=False)
        yield "Parquet, split, zstd", parquet(split=True)


def cold_start(imports: str) -> float:
    """Seconds that the imports add to a process with numpy, the median of five."""
    code = f"import numpy, json, time; t = time.perf_counter(); {imports}; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)
        for _ in range(5)
    ]
    return sorted(runs)[2]


def main(votes: int = VOTES, days: int = DAYS) -> None:
    rng = np.random.default_rng(1)
    per_day = votes // days
    table = [make_day(rng, per_day, day, 1 + day * per_day) for day in range(days)]
    everything = tuple(TYPES)
    print(f"{votes:,} votes in {days} segments")
    print(f"{'':22}{'MB':>8}{'pack s':>9}{'all s':>8}{'one s':>8}{'import s':>10}   (processor seconds)")
    segments: dict[str, list[bytes]] = {}
    kinds = dict(containers())
    packing = race(
        {
            name: lambda name=name, kind=kind: segments.__setitem__(name, [kind.pack(day) for day in table])
            for name, kind in kinds.items()
        },
        repeats=1,
    )
    for name, kind in kinds.items():
        for day, data in zip(table[:3], segments[name], strict=False):
            back = kind.unpack(data, everything)
            assert all(np.array_equal(back[column], day[column]) for column in everything), name
    read_all = race(
        {
            name: lambda name=name, kind=kind: [kind.unpack(data, everything) for data in segments[name]]
            for name, kind in kinds.items()
        },
        repeats=3,
    )
    read_one = race(
        {
            name: lambda name=name, kind=kind: [kind.unpack(data, (ONE,)) for data in segments[name]]
            for name, kind in kinds.items()
        },
        repeats=3,
    )
    for name, kind in kinds.items():
        size = sum(map(len, segments[name])) / 1e6
        print(
            f"{name:22}{size:8.1f}{packing[name].cpu:9.2f}{read_all[name].cpu:8.2f}"
            f"{read_one[name].cpu:8.3f}{cold_start(kind.imports):10.3f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

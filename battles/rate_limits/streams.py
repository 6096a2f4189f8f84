"""Open event streams of this process: a new one beyond the limit ends the oldest of the same client."""

import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator

from django.conf import settings

from battles.addresses import list_prefixes
from battles.monitoring.metrics import STREAMS_OPEN


class Stream:
    """One open stream; it ends at its next event or comment once `is_ended`."""

    is_ended = False


class OpenStreams:
    """The open streams of this process by client, the oldest first. Used by one event loop."""

    def __init__(self) -> None:
        self._streams: defaultdict[str, dict[Stream, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len({stream for streams in self._streams.values() for stream in streams})

    @contextlib.contextmanager
    def open(self, limits: Iterable[tuple[str, int]]) -> Iterator[Stream]:
        """Register a stream under each key; beyond a key's limit, end its oldest one."""
        keys = []
        stream = Stream()
        for key, limit in limits:
            keys.append(key)
            streams = self._streams[key]
            streams[stream] = None
            while len(streams) > limit:
                oldest = next(iter(streams))
                oldest.is_ended = True
                del streams[oldest]
        try:
            yield stream
        finally:
            for key in keys:
                self._streams[key].pop(stream, None)
                if not self._streams[key]:
                    del self._streams[key]


OPEN_STREAMS = OpenStreams()


async def limit_stream(chunks: AsyncIterator[bytes], voter: str, address: str) -> AsyncIterator[bytes]:
    """Pass a stream on until it ends, or until the client has opened too many newer ones."""
    prefixes = list_prefixes(address)
    network = prefixes[0].network if prefixes else "unknown"
    limits = [
        (f"voter:{voter}", settings.STREAMS_PER_VOTER),
        (f"address:{network}", settings.STREAMS_PER_ADDRESS),
    ]
    with (
        STREAMS_OPEN.track_inprogress(),
        OPEN_STREAMS.open([(key, limit) for key, limit in limits if limit]) as stream,
    ):
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                if stream.is_ended:
                    return
                yield chunk

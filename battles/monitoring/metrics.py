"""What this process counts for `/metrics`, as Prometheus metrics; none names a model, a voter or an address.

With PROMETHEUS_MULTIPROC_DIR in the environment (the settings set it before this module is imported) the
numbers of all processes are kept in files and added up at each scrape.
"""

from prometheus_client import Counter, Gauge, Histogram

FIRST_WORD_SECONDS = Histogram(
    "arena_first_word_seconds",
    "Time from the call of a model to its first piece of text.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60),
)
ANSWERS_ENDED = Counter(
    "arena_answers_ended", "Answers that ended, by kind of error; `none` without one.", ["error"]
)
LIMIT_REFUSALS = Counter("arena_limit_refusals", "Actions refused by a limit, by its name.", ["limit"])
STREAMS_OPEN = Gauge("arena_streams_open", "Event streams open now.", multiprocess_mode="livesum")
POOL_CONNECTIONS = Gauge(
    "arena_pool_connections",
    "Database connections of the pools, by state.",
    ["state"],
    multiprocess_mode="livesum",
)

"""Database work of a running turn that is repeated until the database accepts it."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError

from battles.generation.background import in_background, in_storage
from battles.generation.storage import spool
from battles.generation.storage.turn_end import StoreResult, TurnEnd, store_end

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each repetition; the last applies to all further ones."""

SAVING_SECONDS = 1.0
"""Readers are told that an answer is being saved if that takes longer."""

OUTAGES = (OperationalError, InterfaceError)
"""Errors of a database that is away, restarting or locked; the same work may succeed later."""


async def repeat_until_accepted(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run database work in the background, again after each outage. Other errors raise at once."""
    for pause in itertools.chain(PAUSES, itertools.repeat(PAUSES[-1])):
        try:
            return await in_storage(work, *args, **kwargs)
        except OUTAGES as error:
            logger.warning("the database does not accept %s now: %s", work.__name__, error)
        await asyncio.sleep(pause)
    raise AssertionError("endless")


async def persist_end(end: TurnEnd, *, on_delay: Callable[[], None]) -> StoreResult:
    """Store the end of a turn, however long the database is away.

    on_delay: called once if the end is not stored within SAVING_SECONDS. From then on the end is also in
    the spool, so that it survives the process.
    """
    storing = asyncio.ensure_future(repeat_until_accepted(store_end, end))
    try:
        done, _pending = await asyncio.wait({storing}, timeout=SAVING_SECONDS)
        if done:
            return storing.result()
        on_delay()
        try:
            await in_background(spool.save_end, end)
        except OSError:
            logger.exception("the end of turn %s cannot be spooled", end.key)
        result = await storing
        await in_background(spool.delete_end, end)
        return result
    finally:
        storing.cancel()

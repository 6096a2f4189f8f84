"""When Python looks for reference cycles: not while a process starts, rarely afterwards.

What a start imports stays until the process ends. Looking for cycles among it takes a fifth of the start.
"""

import gc

THRESHOLDS = (20_000, 20, 20)
"""Rows, events and tokens form no reference cycles, so cycles are searched for rarely."""


def collect_nothing() -> None:
    """Look for no cycles until `collect_rarely`, which every process calls when the apps are ready."""
    gc.disable()


def collect_rarely() -> None:
    """Look for cycles rarely, and never among the objects of now: a full search would walk all of Django."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()

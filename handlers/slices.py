"""Work on the open library, a little at a time, so that others are answered in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

SECONDS, PAUSE = 0.01, 0.004
"""Of work, before others have their turn, and of that: to answer somebody takes the loop many turns."""


async def in_slices(work: Generator[object, None, T]) -> T:
    """What work comes to that stops after each step."""
    begun = time.monotonic()
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        if time.monotonic() - begun > SECONDS:
            await asyncio.sleep(PAUSE)
            begun = time.monotonic()

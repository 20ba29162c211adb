"""Work on the open library that takes long, done a few milliseconds at a time, so that questions are answered in between."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


async def in_slices(work: Generator[object, None, T]) -> T:
    """What work that pauses comes to; whatever waits is dealt with at each pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            made: T = end.value
            return made
        await asyncio.sleep(0)

"""Work in a process of its own: what comes back, and what does not."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from handlers.apart import GoneError, apart

pytestmark = pytest.mark.anyio


async def test_what_it_makes_and_what_it_raises_comes_back() -> None:
    slots = asyncio.Semaphore(1)
    assert await apart(slots, divmod, 17, 5) == (3, 2)
    assert await apart(slots, os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="茶铺"):
        await apart(slots, int, "茶铺")


async def test_one_that_ends_or_takes_too_long_is_gone() -> None:
    slots = asyncio.Semaphore(1)
    with pytest.raises(GoneError):
        await apart(slots, signal.raise_signal, signal.SIGKILL)
    with pytest.raises(GoneError):
        await apart(slots, time.sleep, 60, seconds=0.1)
    assert not slots.locked()


async def test_one_that_is_not_wanted_any_more_leaves_its_place() -> None:
    slots = asyncio.Semaphore(1)
    task = asyncio.create_task(apart(slots, time.sleep, 60))
    while not slots.locked():
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await apart(slots, divmod, 17, 5) == (3, 2)

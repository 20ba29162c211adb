"""Work that takes long, in a process of its own, so that nobody's question waits for it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

SECONDS = 100.0
T = TypeVar("T")


class GoneError(Exception):
    """The process ended without an answer, or its time was up."""


async def apart(slots: asyncio.Semaphore, does: Callable[..., T], *given: Any, seconds: float = SECONDS) -> T:
    """What a function of a module makes of picklable arguments, at a lower priority; what it raises is raised here.

    slots: how many such processes there may be at once. Raises GoneError. A task that is cancelled ends its process.
    """
    spawn = multiprocessing.get_context("spawn")  # a fork would inherit the open library
    async with slots:
        receiving, sending = spawn.Pipe(duplex=False)
        process = spawn.Process(target=_work, args=(sending, does, given), daemon=True)
        # It starts in a thread, because that waits until the process has the arguments.
        starting = asyncio.ensure_future(asyncio.to_thread(process.start))
        try:
            await asyncio.shield(starting)
            sending.close()
            async with asyncio.timeout(seconds):
                kind, said = await asyncio.to_thread(receiving.recv)
        except (EOFError, OSError, TimeoutError):
            raise GoneError(getattr(does, "__name__", "")) from None
        finally:
            await asyncio.wait({starting})
            if process.pid is not None:
                process.kill()
                await asyncio.to_thread(process.join)
    if kind == "raised":
        raise said
    result: T = said
    return result


def _work(sending: Connection, does: Callable[..., Any], given: tuple[Any, ...]) -> None:
    with suppress(AttributeError, OSError):
        os.nice(10)
    try:
        said = ("made", does(*given))
    except Exception as error:
        said = ("raised", error)
    with suppress(BrokenPipeError):  # whoever asked is gone
        sending.send(said)

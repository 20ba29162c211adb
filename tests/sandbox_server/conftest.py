"""A world, its server, and the two ways to call it: real python-telegram-bot, and bare HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot

from sandbox_server import World, serving

Answer = tuple[int, dict[str, Any]]
Caller = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
def anyio_backend() -> str:
    """The loop tornado runs on."""
    return "asyncio"


@pytest.fixture
def world() -> World:
    """The default world."""
    return World()


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    """Where the world is served."""
    async with serving(world) as served:
        yield served


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client for that address."""
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture
async def bot(world: World, address: str) -> AsyncIterator[Bot]:
    """python-telegram-bot, as chapu uses it."""
    async with Bot(world.token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot") as opened:
        yield opened


@pytest.fixture
def call(world: World, http: httpx.AsyncClient) -> Caller:
    """Calls a method with a JSON body: call("sendMessage", chat_id=1001, text="好") gives (code, body)."""

    async def made(method: str, **params: Any) -> Answer:
        answered = await http.post(f"/bot{world.token}/{method}", json=params)
        return answered.status_code, answered.json()

    return made

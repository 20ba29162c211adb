"""What `benchmarks.weekly` runs the bot in: a server of its own, a library full of subscribers, and what can be seen of both from outside."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from knowledge import delivery_states, open_copy, open_library, subscribe, subscribers
from knowledge.store import writing

from .botapi_rules import Config, is_subscriber

ROOT = Path(__file__).resolve().parent.parent
EDITOR = 1002
DONE = "每周一案发完了"
"""How the bot's word to the editor begins when all is sent."""
PATIENCE = 60.0
QUIET = 60.0
"""Seconds without a message to any subscriber, after which nothing more is waited for."""
GLANCE = 0.2
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    """A message that was delivered, or changed. t: monotonic seconds, as the bot's machine counts them."""

    t: float
    chat: int
    method: str
    message_id: int
    text: str


@dataclass(slots=True)
class Bot:
    """A bot that runs. began: when it was started, in monotonic seconds."""

    process: Process
    began: float
    log: Path

    def check(self) -> None:
        """Raise RuntimeError with its last words where it has ended."""
        if self.process.returncode is not None:
            raise RuntimeError(f"the bot has ended:\n{self.log.read_text(encoding='utf-8')[-2000:]}")

    @property
    def cpu_seconds(self) -> float:
        """What it has used of a core so far, by Linux's /proc."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def peak_megabytes(self) -> float:
        """The most that it has held in memory, by Linux's /proc."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    async def kill(self) -> None:
        """End it and all its children without warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


class World:
    """The server as its driver sees it."""

    def __init__(self, config: Config, address: str) -> None:
        self.config, self.address = config, address
        self._lines: list[Line] = []
        self._seen = 0

    async def say(self, chat: int, text: str) -> int:
        """A person says something to the bot in private; the message's number."""
        said = {"chat": chat, "from": chat, "text": text}
        return int((await self._ask("say", json.dumps(said).encode()))["message_id"])

    async def stats(self) -> dict[str, Any]:
        """What the server counted."""
        found: dict[str, Any] = await self._ask("stats")
        return found

    async def is_done(self, said: int) -> bool:
        """Whether the bot told the editor, after a message of theirs, that all is sent."""
        messages = await self._ask(f"after?chat={EDITOR}&message={said}")
        return any(str(each.get("text", "")).startswith(DONE) for each in messages)

    def lines(self) -> list[Line]:
        """All that was delivered so far."""
        with Path(self.config.log).open("rb") as log:
            log.seek(self._seen)
            found = log.read()
        whole = found[: found.rfind(b"\n") + 1]
        self._seen += len(whole)
        self._lines += [Line(**json.loads(line)) for line in whole.split(b"\n") if line]
        return self._lines

    def sent(self) -> list[Line]:
        """The messages that subscribers got."""
        return [line for line in self.lines() if is_subscriber(line.chat) and line.method.startswith("send")]

    async def finish(self, bot: Bot, said: int) -> bool:
        """Wait until the bot says that all is sent; False where nothing was for too long. Raises RuntimeError where the bot ends."""
        while not await self.is_done(said):
            bot.check()
            last = max([bot.began, *(line.t for line in self.sent()[-1:])])
            if time.monotonic() > last + QUIET:
                return False
            await asyncio.sleep(GLANCE)
        return True

    async def resume(self, bot: Bot, said: int) -> float | None:
        """Wait until a subscriber gets something from this bot; when that was. None where all is sent, or nothing comes for too long."""
        while not await self.is_done(said) and time.monotonic() < bot.began + QUIET:
            bot.check()
            first = next((line.t for line in reversed(self.sent()) if line.t > bot.began), None)
            if first:
                return first
            await asyncio.sleep(GLANCE / 4)
        return None

    async def _ask(self, what: str, body: bytes | None = None) -> Any:
        def answer() -> Any:
            with urlopen(Request(f"{self.address}/control/{what}", body)) as found:  # noqa: S310 - the server of this file
                return json.load(found)

        return await asyncio.to_thread(answer)


@asynccontextmanager
async def serving(config: Config) -> AsyncIterator[World]:
    """The server in a process of its own, beside its log."""
    path = Path(config.log).with_name("botapi.json")
    path.write_text(json.dumps(asdict(config)), encoding="utf-8")
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.botapi", path, cwd=ROOT, stdout=PIPE
    )
    try:
        assert server.stdout  # noqa: S101 - asked for
        yield World(config, (await server.stdout.readline()).decode().strip())
    finally:
        server.terminate()
        await server.wait()


@asynccontextmanager
async def running(world: World, home: Path) -> AsyncIterator[Bot]:
    """The bot on the library in a folder, asking for updates; it is ended in the end, if it runs still."""
    polls = (await world.stats())["calls"].get("getUpdates", 0)
    began, path = time.monotonic(), home / "bot.log"
    with path.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            ROOT / "bot.py",
            "run",
            env=os.environ | _environment(world, home),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    bot = Bot(process, began, path)
    try:
        while (await world.stats())["calls"].get("getUpdates", 0) == polls:
            bot.check()
            if time.monotonic() > began + PATIENCE:
                raise RuntimeError(
                    f"the bot asks for no updates; its log is {path.read_text(encoding='utf-8')[-2000:]}"
                )
            await asyncio.sleep(GLANCE / 4)
        yield bot
    finally:
        if process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE)
        if process.returncode is None:
            await bot.kill()


def _environment(world: World, home: Path) -> dict[str, str]:
    day = datetime.now(ZoneInfo("Asia/Shanghai")).weekday() + 3
    return {
        "CHAPU_TOKEN": world.config.token,
        "CHAPU_API_URL": world.address,
        "CHAPU_ADMINS": str(EDITOR),
        "CHAPU_DB": str(home / "chapu.db"),
        "CHAPU_WEEKLY": f"{DAYS[day % 7]} 09:00",  # nothing goes out by itself
        "NO_PROXY": "127.0.0.1",
    }


def make_library(home: Path, chats: Iterable[int]) -> None:
    """A library in a new folder, with these subscribers; its cases are taken up by the bot."""
    home.mkdir()
    library, since = open_library(home / "chapu.db", ROOT / "data"), datetime.now(UTC) - timedelta(days=7)
    try:
        with writing(library.db):
            for chat in chats:
                subscribe(library.db, chat, "private" if chat > 0 else "group", since)
    finally:
        library.close()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the bot has in its library, by chat: what became of the message, and whether the subscriber is one still."""

    deliveries: dict[int, str]
    subscribers: dict[int, str]

    @property
    def uncertain(self) -> int:
        """Messages of which the bot does not know whether they arrived."""
        return list(self.deliveries.values()).count("uncertain")


def look_up(home: Path) -> Kept:
    """What the library holds now; its file is not touched."""
    library = open_copy(home / "chapu.db", ROOT / "data")
    try:
        return Kept(delivery_states(library.db), {each.chat_id: each.state for each in subscribers(library.db)})
    finally:
        library.close()

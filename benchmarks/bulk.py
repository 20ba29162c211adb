"""A large library given out and taken in by the running bot, while a colleague asks: `python -m benchmarks.bulk [CASES]`.

It is exported; what was exported is imported, which changes nothing; the workbook is imported into an empty library, which then holds the same.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge import Report, Section, Source, file_cases, held_cases, open_library, take_up_cards
from knowledge.desk import Held, set_hidden
from sandbox_server import World, serving

from .chat import megabytes

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "data"
CASES, AT_ONCE = 10_000, 500
EDITOR, COLLEAGUE = 1002, 1001
QUESTION, EVERY = "老人家没地方摆龙门阵喝茶咋整", 0.6
"""What the colleague asks, and how many seconds after each answer."""
PATIENCE = 1800.0
WORKBOOK = ".xlsx"


async def main(count: int) -> None:
    """Print one line a figure."""
    with tempfile.TemporaryDirectory() as scratch:
        full, empty = Path(scratch, "full.db"), Path(scratch, "empty.db")
        fill(full, count)
        before = held(full)
        async with bot(full) as (world, process):
            files = await given_out(world, process)
            for name, data in files.items():
                await taken_in(world, process, name, data)
        print(f"the library is as it was                    {held(full) == before!s:>8}")
        [book] = (name for name in files if name.endswith(WORKBOOK))
        async with bot(empty) as (world, process):
            await taken_in(world, process, book, files[book])
        print(f"the other library holds the same            {held(empty) == before!s:>8}")


def fill(path: Path, count: int) -> None:
    """Make a library of so many cases, with every field in use, of the project's own."""
    with closing(open_library(":memory:", WORDS)) as shelf:
        take_up_cards(shelf, WORDS / "cases")
        known = [each.case for each in held_cases(shelf.db)]
    with closing(open_library(path, WORDS)) as library:
        made = []
        for at in range(count):
            case, other = known[at % len(known)], known[(at + 1) % len(known)]
            told = Section(f'第{at}节 <&">', (f"=1+{at}", other.title), ("资金", ""))
            made.append(
                replace(
                    case,
                    id=0,
                    title=f"{case.title} {at}",
                    captions=(f"图{at}", "+86 😀"),
                    notes=(f"注{at}", "010"),
                    source=replace(case.source, date="2026-01-02", page="05", url=f"https://example.org/{at}"),
                    further=(Report(Source("示例晚报", f"报道{at}", reporters=("钱三",)), (told,)),)
                    if at % 7 == 0
                    else (),
                )
            )
        for at in range(0, count, AT_ONCE):
            file_cases(library, made[at : at + AT_ONCE], match=False)
        for case_id in range(1, count, 100):
            set_hidden(library, case_id, True, EDITOR)


def held(path: Path) -> list[Held]:
    """What a library holds."""
    with closing(open_library(path, WORDS)) as library:
        return held_cases(library.db)


@asynccontextmanager
async def bot(path: Path) -> AsyncIterator[tuple[World, Process]]:
    """The bot with a library, for EDITOR to be its owner."""
    world = World()
    async with serving(world) as address:
        env = {"CHAPU_TOKEN": world.token, "CHAPU_API_URL": address, "CHAPU_DB": str(path), "CHAPU_CASES": "none"}
        env |= {"CHAPU_ADMINS": str(EDITOR), "NO_PROXY": "127.0.0.1"}
        process = await asyncio.create_subprocess_exec(sys.executable, ROOT / "bot.py", "run", env=os.environ | env)
        try:
            await world.until(lambda: world.mailbox.has_reader, seconds=PATIENCE)
            yield world, process
        finally:
            process.terminate()
            await process.wait()


async def given_out(world: World, process: Process) -> dict[str, bytes]:
    """Have the library exported; the files by their names."""

    def sent() -> list[Any] | None:
        found = [message["document"] for message in world.messages(EDITOR) if "document" in message]
        return found if any(each["file_name"].endswith(WORKBOOK) for each in found) else None

    world.say(EDITOR, EDITOR, "/export")
    files = {
        each["file_name"]: world.files[each["file_id"]].content for each in await timed(world, process, sent, "export")
    }
    for name, data in files.items():
        print(f"  size of the {name.rpartition('.')[2]:<32}{len(data) / 2**20:8.1f} MB")
    return files


async def taken_in(world: World, process: Process, name: str, data: bytes) -> None:
    """Have a file imported."""
    sent_id = world.send_file(EDITOR, EDITOR, name, data, "/import")

    def told() -> str | None:
        said = (
            message
            for message in world.messages(EDITOR)
            if message["from"]["is_bot"] and message["message_id"] > sent_id
        )
        return next((message["text"] for message in said if "未变" in message.get("text", "")), None)

    print(await timed(world, process, told, f"import of the {name.rpartition('.')[2]}"))


async def timed(world: World, process: Process, condition: Callable[[], Any], what: str) -> Any:
    """What a condition gives in the end; how long that took, and how long a colleague's questions took meanwhile, is printed."""
    times: list[float] = []
    asking = asyncio.create_task(_ask(world, times))
    started = time.perf_counter()
    found = await world.until(condition, seconds=PATIENCE)
    seconds = time.perf_counter() - started
    asking.cancel()
    print(f"{what:<44}{seconds:8.1f} s")
    print(f"  a question meanwhile, of {len(times):<19}{statistics.median(times):8.1f} ms")
    print(f"  the slowest                               {max(times):8.1f} ms")
    print(f"  the bot's memory                          {megabytes(process.pid):8.1f} MB")
    return found


async def _ask(world: World, times: list[float]) -> None:
    while True:
        started, asked = time.perf_counter(), world.say(COLLEAGUE, COLLEAGUE, QUESTION)
        await world.until(lambda asked=asked: world.messages(COLLEAGUE)[-1]["message_id"] > asked, seconds=PATIENCE)  # type: ignore[misc]
        times.append(1000 * (time.perf_counter() - started))
        await asyncio.sleep(EVERY)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))

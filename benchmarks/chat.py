"""The whole stack under load: questions in at Telegram's own ceiling, answers out, over HTTP on this machine.

`python -m benchmarks.chat [QUESTIONS [FILE]]`: with a file, an editor sends it to be added at the beginning, and every draft of it is published as soon as it
is shown.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox_server import World, serving

ROOT = Path(__file__).resolve().parent.parent
PER_SECOND = 30
PEOPLE = 300
FIRST_PERSON = 10_000
QUESTIONS = 10_000
WARM_UP = 500
"""Questions after which the memory is taken for what the bot needs."""
PATIENCE = 60
STRIDE = 61
"""From one question to the next: the file has those of one kind together, people ask all kinds in turn."""


EDITOR = 1002


async def main(count: int, file: Path | None = None) -> None:
    """Print one line a figure."""
    world = World()
    for number in range(PEOPLE):
        world.add_person(FIRST_PERSON + number, f"居民{number}")
    with tempfile.TemporaryDirectory() as scratch:
        async with serving(world) as address:
            env = {"CHAPU_TOKEN": world.token, "CHAPU_API_URL": address, "CHAPU_DB": f"{scratch}/library.db"}
            env["CHAPU_ADMINS"] = str(EDITOR)
            process = await asyncio.create_subprocess_exec(
                sys.executable, ROOT / "bot.py", "run", env=os.environ | env | {"NO_PROXY": "127.0.0.1"}
            )
            try:
                await world.until(lambda: world.mailbox.has_reader, seconds=PATIENCE)
                if file:
                    world.send_file(EDITOR, EDITOR, file.name, file.read_bytes())
                    world.listeners.add(_publish(world, time.perf_counter()))
                await _measure(world, process, count)
            finally:
                process.terminate()
                await process.wait()


async def _measure(world: World, process: Process, count: int) -> None:
    lines = (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines]
    asked: dict[int, float] = {}
    times: list[float] = []

    def hear(event: dict[str, Any]) -> None:
        if event["type"] == "message" and event["message"]["from"]["is_bot"] and event["chat_id"] in asked:
            times.append(1000 * (time.perf_counter() - asked.pop(event["chat_id"])))

    world.listeners.add(hear)
    cpu, early = _cpu_seconds(process.pid), 0.0
    started = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
        person = FIRST_PERSON + number % PEOPLE
        asked[person] = time.perf_counter()
        world.say(person, person, questions[number * STRIDE % len(questions)])
        if number == min(WARM_UP, count - 1):
            early = megabytes(process.pid)
    while asked and time.perf_counter() < started + count / PER_SECOND + PATIENCE:
        await asyncio.sleep(0.1)
    seconds = time.perf_counter() - started
    refused = sum(not call.ok for call in world.calls if call.method != "getUpdates")
    print(f"questions answered, of {count}                 {len(times):8d}")
    print(f"questions a second                          {len(times) / seconds:8.1f}")
    print(f"update to reply, median                     {statistics.median(times):8.1f} ms")
    print(f"update to reply, 95th percentile            {statistics.quantiles(times, n=100)[94]:8.1f} ms")
    print(f"update to reply, 99th percentile            {statistics.quantiles(times, n=100)[98]:8.1f} ms")
    print(f"the bot's processor time                    {(_cpu_seconds(process.pid) - cpu) / seconds:8.2f} cores")
    print(f"the bot's memory after {WARM_UP} questions        {early:8.1f} MB")
    print(f"the bot's memory at the end                 {megabytes(process.pid):8.1f} MB")
    print(f"calls that the Bot API refused              {refused:8d}")


def _publish(world: World, began: float) -> Callable[[dict[str, Any]], None]:
    """Tells each word of progress with its time, and publishes every draft that is shown."""

    def hear(event: dict[str, Any]) -> None:
        message = event.get("message", {})
        if event.get("chat_id") != EDITOR or event["type"] != "message" or not message["from"]["is_bot"]:
            return
        print(f"{time.perf_counter() - began:6.1f} s  {message.get('text', '').splitlines()[0][:60]}")
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button.get("callback_data", "").startswith("d:p:"):
                    world.press(EDITOR, message["message_id"], EDITOR, button["callback_data"])

    return hear


def _cpu_seconds(pid: int) -> float:
    """What a process has used of a core so far, by Linux's /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> float:
    """What a process holds in memory, by Linux's /proc."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    asyncio.run(
        main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    )

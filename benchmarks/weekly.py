"""The weekly case as thousands get it, from a bot that is held to Telegram's limits (`benchmarks.botapi`).

python -m benchmarks.weekly rate [COUNT]                  how fast it goes out, and how long people who ask meanwhile wait
python -m benchmarks.weekly faults [COUNT [SEED]]         the same where answers fail, connections break, and chats are gone or moved
python -m benchmarks.weekly kills [COUNT [KILLS [SEED]]]  the bot killed without warning in between, again and again

An editor says /weekly send, and it goes out. At the end each looks at what every subscriber got: one message, or none where the bot itself says
that it is uncertain. It exits with 1, and names them, where that is not so.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .botapi_rules import FIRST_SUBSCRIBER, WINDOW, Config, is_blocked, is_migrated, new_id
from .weekly_world import EDITOR, Bot, Kept, Line, World, look_up, make_library, running, serving

COUNT, KILLED_COUNT, KILLS = 10_000, 1_000, 50
CEILING = 28.0
"""Messages a second that the bot may reach, and still leave some of Telegram's 30 to those who ask."""
PEOPLE, PAUSE, ANSWERED = range(5000, 5200), 1.5, 15.0
"""Who asks meanwhile; seconds from a question to the next, on average; seconds that the last ones are waited for."""
QUESTIONS = (
    "共享茶铺怎么运营",
    "老旧小区加装电梯",
    "垃圾分类怎么做",
    "楼道杂物没人管",
    "坝坝会怎么开",
    "社区食堂谁来出钱",
)
GROUPS = 50
"""One subscriber in so many is a group."""
FAULTS: dict[str, Any] = {
    "error5xx": 0.025,
    "reset_before": 0.0125,
    "reset_after": 0.0125,
    "flood": 0.02,
    "blocked": 0.03,
    "migrated": 0.5,
}
SOONEST, LATEST = 0.2, 2.5
"""Seconds from the first message that goes out to the kill."""
AT_STAKE = 30
"""Messages that one kill may leave uncertain."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked. t: monotonic seconds."""

    person: int
    number: int
    t: float


@dataclass(slots=True)
class Verdict:
    """What subscribers got. uncertain: of those that the bot is not certain of, how many have theirs (True) and have not."""

    wrong: list[str] = field(default_factory=list)
    uncertain: Counter[bool] = field(default_factory=Counter)


@dataclass(slots=True)
class Run:
    """What happened while one library was sent to. done: the bot said so.

    in_flight: messages on their way at each kill. known: how many were uncertain at each kill, before the bot could look at what that one left, and at the end.
    again: seconds from each later start until sending again.
    """

    in_flight: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    done: bool = False
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def uncertain(self) -> list[int]:
        """How many messages each kill left uncertain."""
        return [after - before for before, after in pairwise(self.known)]


async def measure(count: int, seed: int, faults: dict[str, Any]) -> list[str]:
    """Send to so many, print one line a figure; what is wrong."""
    groups = range(-FIRST_SUBSCRIBER - count // GROUPS, -FIRST_SUBSCRIBER) if faults else ()
    chats = [*groups, *range(FIRST_SUBSCRIBER, FIRST_SUBSCRIBER + count - len(groups))]
    with TemporaryDirectory() as scratch:
        config, home = Config(f"{scratch}/delivered.jsonl", seed=seed, latency=0.03, **faults), Path(scratch) / "home"
        make_library(home, chats)
        async with serving(config) as world:
            async with running(world, home) as bot:
                done, questions = await _send(world, bot, random.Random(seed))  # noqa: S311 - to be repeated
                print(f"the bot's memory, most                      {bot.peak_megabytes:8.1f} MB")
                print(f"the bot's processor time                    {bot.cpu_seconds:8.1f} s")
            _print_limits(await world.stats())
        _print_pace(world)
        _print_questions(questions, world.lines())
        verdict = judge(config, chats, world.sent(), look_up(home))
    print(f"uncertain, delivered / not delivered        {_uncertain([verdict])}")
    return verdict.wrong if done else ["the bot never said that all is sent", *verdict.wrong]


async def _send(world: World, bot: Bot, chance: random.Random) -> tuple[bool, list[Question]]:
    """Let the week's case go out while people ask; whether the bot said that it is done, and what was asked."""
    questions: list[Question] = []
    said = await world.say(EDITOR, "/weekly send")
    asking = asyncio.create_task(_ask(world, chance, questions))
    try:
        done = await world.finish(bot, said)
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
    late = time.monotonic() + ANSWERED
    while len(_waits(questions, world.lines())) < len(questions) and time.monotonic() < late:
        await asyncio.sleep(0.5)
    return done, questions


async def _ask(world: World, chance: random.Random, questions: list[Question]) -> None:
    """People ask, one after the other, until it is cancelled."""
    people = chance.sample(PEOPLE, len(PEOPLE))
    while True:
        await asyncio.sleep(chance.expovariate(1 / PAUSE))
        person, t = people[len(questions) % len(people)], time.monotonic()
        questions.append(Question(person, await world.say(person, chance.choice(QUESTIONS)), t))


def _waits(questions: Sequence[Question], lines: Iterable[Line]) -> list[float]:
    """Seconds until the first answer to each question that has one."""
    answers: dict[int, list[Line]] = {}
    for line in lines:
        answers.setdefault(line.chat, []).append(line)
    first = (next((a for a in answers.get(q.person, ()) if a.message_id > q.number), None) for q in questions)
    return [answer.t - question.t for question, answer in zip(questions, first, strict=True) if answer]


def judge(config: Config, chats: Iterable[int], sent: Iterable[Line], kept: Kept) -> Verdict:
    """Hold what subscribers got against what they were to get, and against what the bot says of it."""
    verdict, got = Verdict(), Counter(line.chat for line in sent)
    for chat in chats:
        now = new_id(chat) if is_migrated(config, chat) else chat
        count = got[chat] + (got[now] if now != chat else 0)
        said = kept.deliveries.get(now, kept.deliveries.get(chat, "of no delivery"))
        state = kept.subscribers.get(now, "unknown")
        dead = is_blocked(config, now)
        if count > 1:
            verdict.wrong.append(f"{now} got {count}")
        if dead and state != "blocked":
            verdict.wrong.append(f"{now} cannot be reached, and is {state}")
        if not dead and not count and said != "uncertain":
            verdict.wrong.append(f"{now} got none, and the bot says {said}")
        if said == "uncertain":
            verdict.uncertain[count > 0] += 1
    return verdict


async def interrupt(count: int, times: int, seed: int) -> list[str]:
    """Kill the bot so many times while it sends, in as many runs as that takes; what is wrong."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    pauses = [chance.uniform(SOONEST, LATEST) for _ in range(times)]
    runs: list[Run] = []
    with TemporaryDirectory() as scratch:
        async with serving(Config(f"{scratch}/delivered.jsonl", seed=seed, latency=0.05)) as world:
            while pauses:
                chats = range(FIRST_SUBSCRIBER + len(runs) * count, FIRST_SUBSCRIBER + (len(runs) + 1) * count)
                home = Path(scratch) / f"run{len(runs)}"
                make_library(home, chats)
                runs.append(await _run(world, home, pauses))
                runs[-1].verdict = judge(world.config, chats, world.sent(), look_up(home))
            _print_limits(await world.stats())
    _print_kills(runs)
    wrong = [each for run in runs for each in run.verdict.wrong]
    return wrong + [f"one kill left {each} uncertain" for run in runs for each in run.uncertain if each > AT_STAKE]


async def _run(world: World, home: Path, pauses: list[float]) -> Run:
    """Send to all of a library, with a kill so many seconds after each time that sending begins; the pauses that were made are taken off the list."""
    run, said = Run(), 0
    while True:
        async with running(world, home) as bot:
            said = said or await world.say(EDITOR, "/weekly send")
            begun = await world.resume(bot, said)
            if begun and run.in_flight:
                run.again.append(begun - bot.began)
            if begun and pauses:
                await asyncio.sleep(begun + pauses[0] - time.monotonic())
            if not begun or not pauses or await world.is_done(said):
                run.done = await world.finish(bot, said)
                break
            pauses.pop(0)
            await bot.kill()
            stats = await world.stats()
        run.in_flight.append(stats["in_flight"] + stats["just_answered"])
        run.known.append(look_up(home).uncertain)
    run.known.append(look_up(home).uncertain)
    return run


def _print_pace(world: World) -> None:
    sent, every = [line.t for line in world.sent()], sorted(line.t for line in world.lines())
    seconds = sent[-1] - sent[0] if len(sent) > 1 else 0.0
    pace = (len(sent) - 1) / seconds if seconds else 0.0
    twice = Counter((line.chat, line.text) for line in world.sent())
    print(f"messages to subscribers                     {len(sent):8d}")
    print(f"seconds from the first to the last          {seconds:8.1f}")
    print(f"messages a second                           {pace:8.2f}")
    print(f"that of {CEILING:.0f}                                  {100 * pace / CEILING:8.1f} %")
    print(f"most in any second, to whomever             {_most(every):8d}")
    print(f"texts that arrived twice in one chat        {sum(each > 1 for each in twice.values()):8d}")


def _most(times: Sequence[float]) -> int:
    """The most of these moments, in order, that any window holds."""
    return max((number - bisect_right(times, t - WINDOW) + 1 for number, t in enumerate(times)), default=0)


def _print_limits(stats: dict[str, Any]) -> None:
    print(f"429 of the server's own, by reason          {stats['own429'] or 0!s:>8}")
    print(f"sent in spite of a 429                      {stats['impatient']:8d}")
    print(f"broken rules                                {stats['violation_count']:8d}")
    print("".join(f"  {each}\n" for each in stats["refused"] + stats["violations"]), end="")
    print(f"faults that were made                       {stats['faults'] or 0!s:>8}")


def _print_questions(questions: Sequence[Question], lines: Iterable[Line]) -> None:
    waits = sorted(_waits(questions, lines))
    print(f"questions answered meanwhile, of {len(questions):<5d}      {len(waits):8d}")
    if waits:
        print(f"question to answer, median                  {1000 * statistics.median(waits):8.0f} ms")
        print(f"question to answer, 95th percentile         {1000 * waits[len(waits) * 95 // 100]:8.0f} ms")
        print(f"question to answer, longest                 {1000 * waits[-1]:8.0f} ms")


def _print_kills(runs: Sequence[Run]) -> None:
    uncertain = [each for run in runs for each in run.uncertain]
    again = [each for run in runs for each in run.again]
    print(f"kills                                       {len(uncertain):8d}")
    print(f"runs                                        {len(runs):8d}")
    print(f"runs that ended without a word to the editor{sum(not run.done for run in runs):8d}")
    print(f"messages in flight at one kill, most        {max(each for run in runs for each in run.in_flight):8d}")
    print(f"uncertain in all, delivered / not delivered {_uncertain(run.verdict for run in runs)}")
    print(f"uncertain for one kill, most                {max(uncertain):8d}")
    print(f"start until sending again, median           {statistics.median(again) if again else 0:8.2f} s")


def _uncertain(verdicts: Iterable[Verdict]) -> str:
    both = sum((verdict.uncertain for verdict in verdicts), Counter[bool]())
    return f"{both[True]:8d} / {both[False]}"


def main(what: str, *numbers: int) -> int:
    """Run one of the three; what the process exits with."""
    if what not in ("rate", "faults", "kills"):
        sys.exit(__doc__)
    if what == "kills":
        work = interrupt(*numbers, *(KILLED_COUNT, KILLS, 1)[len(numbers) :])
    else:
        count, seed = (*numbers, *(COUNT, 1)[len(numbers) :])
        work = measure(count, seed, {"rate": {}, "faults": FAULTS}[what])
    wrong = asyncio.run(work)
    print(f"wrong                                       {len(wrong):8d}")
    print("".join(f"  {each}\n" for each in wrong), end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "", *map(int, sys.argv[2:])))

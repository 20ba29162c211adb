"""The bot killed without warning while editors work: `python -m benchmarks.crash [TIMES [SEED]]`.

Each time the real bot runs on one library file against the sandbox, an editor does something, and at a random moment of it the process gets SIGKILL. Then
the file is looked at: SQLite calls it sound, the index is what a fresh one would be, every case that the bot confirmed is whole and is found, every draft
that it named is there or was published, and what an undone act had replaced is back. The next start goes on with the same file.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge import Library, answer, get_case, list_cases, open_library
from knowledge.desk import is_hidden
from knowledge.store import reindex, writing
from sandbox_server import World, serving

ROOT = Path(__file__).resolve().parent.parent
EDITOR = 1002
TIMES = 200
PATIENCE = 30.0
FIRST, LONGEST = 20.0, 8.0
"""Seconds until the first kill, so that there are cases to work with, and the most until any other: adding a text takes four."""
LEAST = 3
"""Paragraphs of a case that is whole."""
INDEX = ("SELECT * FROM terms WHERE frequency ORDER BY term", "SELECT passages, length FROM totals")

Message = dict[str, Any]


@dataclass(slots=True)
class Kept:
    """A case that the bot confirmed. word: what its text is found by. titles, hidden: all that it may be, one thing but where an act was not answered."""

    word: str
    titles: set[str]
    hidden: set[bool] = field(default_factory=lambda: {False})


@dataclass(slots=True)
class Told:
    """What the bot has confirmed in chat: cases by number, the drafts that were named, the words of the cards that were imported."""

    cases: dict[int, Kept] = field(default_factory=dict)
    drafts: set[int] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)


class Editor:
    """An editor at the chat, who remembers what was confirmed."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.told, self.count = world, chance, Told(), 0

    async def say(self, text: str) -> Message:
        """Say something; the bot's first message after it."""
        return await self._after(self.world.say(EDITOR, EDITOR, text))

    async def until(self, after: int, *texts: str) -> Message:
        """The bot's first message after another that says all this."""

        def found() -> Message | None:
            said = (each for each in self._of_bot(after) if all(text in each.get("text", "") for text in texts))
            return next(said, None)

        return await self.world.until(found, PATIENCE)

    async def work(self, acts: Counter[str]) -> None:
        """Do one thing after the other; acts: what was begun, counted."""
        while True:
            of_cases = [self.hide, self.change] if self.told.cases else []
            act = self.chance.choice([self.add, self.bring, *of_cases])
            acts[act.__name__] += 1
            await act()

    async def add(self) -> None:
        """A text is added; sometimes its draft is published."""
        self.count += 1
        word = _word(self.count)
        sent = self.world.say(EDITOR, EDITOR, f"/add {_article(word)}")
        draft = await self.until(sent, "还没有发布", word)
        number = int(draft["text"].split()[0].removeprefix("#"))
        self.told.drafts.add(number)
        if self.chance.random() < 0.8:
            done = await self._tap(draft, "发布")
            if done["text"].startswith(f"发布了：#{number}"):
                self.told.cases[number] = Kept(word, {draft["text"].splitlines()[0].partition(" ")[2]})

    async def bring(self) -> None:
        """A card is imported."""
        self.count += 1
        word = _word(self.count)
        card = (
            f"---\ntitle: {word}社区：{word}读书角\ncommunity: {word}社区\n---\n\n## 做法\n\n{_article(word)}".encode()
        )
        sent = self.world.send_file(EDITOR, EDITOR, f"{word}.md", card, "/import")
        await self.until(sent, f"{word}.md", "入库 1")
        self.told.brought.add(word)

    async def hide(self) -> None:
        """A case is hidden, and shown again."""
        number, kept = self._some_case()
        for command, hidden in (("/hide", True), ("/show", False)):
            kept.hidden.add(hidden)
            await self.until(self.world.say(EDITOR, EDITOR, f"{command} {number}"), "下架" if hidden else "恢复")
            kept.hidden = {hidden}

    async def change(self) -> None:
        """A case gets another title; sometimes that is undone."""
        number, kept = self._some_case()
        self.count += 1
        title = f"{kept.word}社区：{_word(self.count)}的新题目"
        before = kept.titles
        board = await self.until(self.world.say(EDITOR, EDITOR, f"/edit {number}"), "要改哪一样")
        await self._tap(board, "标题")
        await self.until(board["message_id"], "现在是这样")
        shown = await self.until(self.world.say(EDITOR, EDITOR, title), "还没有保存")
        kept.titles = kept.titles | {title}
        saved = await self._tap(shown, "保存")
        kept.titles = {title}
        if len(before) == 1 and self.chance.random() < 0.5:
            kept.titles = before | {title}
            await self._tap(saved, "撤销")
            kept.titles = before

    def _some_case(self) -> tuple[int, Kept]:
        return self.chance.choice(sorted(self.told.cases.items()))

    async def _tap(self, message: Message, button: str) -> Message:
        """Press the first button whose text begins so; the message once the press was answered."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        found = [each["callback_data"] for row in rows for each in row if each["text"].startswith(button)]
        if not found:
            raise AssertionError(f"no button {button} under: {message['text']}")
        data = found[0]
        query = self.world.press(EDITOR, message["message_id"], EDITOR, data)
        await self.world.until(lambda: self.world.callback_answers.get(query), PATIENCE)
        return self.world.chats[EDITOR].messages[message["message_id"]]

    def _of_bot(self, after: int) -> list[Message]:
        return [each for each in self.world.messages(EDITOR) if each["from"]["is_bot"] and each["message_id"] > after]

    async def _after(self, message_id: int) -> Message:
        return (await self.world.until(lambda: self._of_bot(message_id), PATIENCE))[0]


async def main(times: int, seed: int) -> None:
    """Kill the bot so many times; one line a kill that left something wrong, and the counts at the end."""
    chance, world, faults, acts = random.Random(seed), World(), 0, Counter[str]()  # noqa: S311 - to be repeated
    editor = Editor(world, chance)
    with tempfile.TemporaryDirectory() as scratch:
        async with serving(world) as address:
            for number in range(1, times + 1):
                bot = await _start(world, address, Path(scratch))
                await _killed_in(editor.work(acts), bot, chance.uniform(0, LONGEST) if number > 1 else FIRST)
                for fault in _wrong(Path(scratch), editor.told):
                    faults += 1
                    print(f"kill {number}: {fault}", flush=True)
    print(f"kills                     {times:6d}   acts begun: {dict(acts)}")
    print(f"cases that were confirmed {len(editor.told.cases):6d}")
    print(f"cards that were imported  {len(editor.told.brought):6d}")
    print(f"drafts that were named    {len(editor.told.drafts):6d}")
    print(f"faults                    {faults:6d}")


async def _start(world: World, address: str, scratch: Path) -> Process:
    """The bot, answering."""
    env = {"CHAPU_TOKEN": world.token, "CHAPU_API_URL": address, "CHAPU_DB": f"{scratch}/library.db"}
    env |= {"CHAPU_CASES": "none", "CHAPU_ADMINS": str(EDITOR), "NO_PROXY": "127.0.0.1"}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, ROOT / "bot.py", "run", env=os.environ | env, stderr=DEVNULL, start_new_session=True
    )
    await world.until(lambda: world.mailbox.has_reader, PATIENCE)
    return bot


async def _killed_in(act: Any, bot: Process, seconds: float) -> None:
    """Let an act go on for so long, and kill the bot with all its children, whether or not it is over."""
    task = asyncio.create_task(act)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if task.done():
            task.result()  # an act that the bot did not answer as it should is a fault of the bot or of this file
    finally:
        os.killpg(bot.pid, signal.SIGKILL)
        await bot.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.05)  # the sandbox notices that nobody asks for updates any more


def _wrong(scratch: Path, told: Told) -> list[str]:
    """What is wrong with the library, of a copy, so that the file itself is not touched."""
    with tempfile.TemporaryDirectory() as folder:
        for file in scratch.glob("library.db*"):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, Path(folder) / file.name)
        library = open_library(Path(folder) / "library.db", ROOT / "data")
        try:
            said = [row for row in library.db.execute("PRAGMA integrity_check").fetchall() if row != ("ok",)]
            return [*(f"not sound: {row}" for row in said), *_missing(library, told), *_index(library)]
        finally:
            library.close()


def _missing(library: Library, told: Told) -> list[str]:
    """What was confirmed and is not so."""
    wrong = []
    for number, kept in told.cases.items():
        case, hidden = get_case(library.db, number, hidden=True), is_hidden(library.db, number)
        if case.title not in kept.titles or len(list(case.paragraphs())) < LEAST:
            wrong.append(f"case {number} is not whole: {case.title}, not {kept.titles}")
        found = number in {hit.case.id for hit in answer(library, f"{kept.word}社区读书角").hits}
        if hidden not in kept.hidden or found == hidden:
            wrong.append(f"case {number}: hidden {hidden}, found {found}")
    there = {number for (number,) in library.db.execute("SELECT id FROM drafts WHERE state != 'dropped'")}
    wrong += [f"draft {number} is gone" for number in told.drafts - there]
    wrong += [
        f"the card of {word} is not found" for word in told.brought if not answer(library, f"{word}社区读书角").hits
    ]
    list_cases(library.db)
    return wrong


def _index(library: Library) -> list[str]:
    """Whether the index is not what a fresh one is."""
    kept = [library.db.execute(query).fetchall() for query in INDEX]
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    return (
        [] if kept == [library.db.execute(query).fetchall() for query in INDEX] else ["the index is not a fresh one's"]
    )


def _word(number: int) -> str:
    """A name that no other text has."""
    first, second = "榴杏桐樟槐柏杉榆桦枫椿棠桂梅兰竹菊荷莲蓉", "云星月露霜雪雨虹霞岚川溪泉湖谷峰岭原野田"
    return first[number % 20] + second[number // 20 % 20] + (first[number // 400] if number >= 400 else "")


def _article(word: str) -> str:
    return (
        f"{word}社区：{word}读书角\n本报记者 王小满\n"
        f"{word}社区在锦江区{word}街道，院落老，孩子多，放学后没有地方去。\n"
        f"2023年春天，{word}社区党委带着居民收拾出六个楼道，摆上书架，办起{word}读书角。\n"
        f"{word}读书角花了8600元，社区保障资金出5000元，其余由辖区书店资助。\n"
        f"半年下来，每天有三十多个孩子到{word}读书角看书。\n"
    )


if __name__ == "__main__":
    began = time.monotonic()
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
    print(f"seconds                   {time.monotonic() - began:6.0f}")

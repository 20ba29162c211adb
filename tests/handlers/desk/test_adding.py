"""A case is added in chat: sent in whatever form, read apart, seen as a draft, published."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from handlers.desk import adding_texts as texts
from knowledge import Library, get_case, open_library, write_card
from knowledge.desk import drafts_in, unread_batches
from sandbox_server import World, serving
from tests.conftest import ROOT
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message, running
from tests.knowledge.samples import TEA

pytestmark = pytest.mark.anyio

ARTICLE = """\
石榴社区：楼道里办起读书角
本报记者 王小满
石榴社区在锦江区柳江街道，院落老，孩子多，放学后没有地方去。
2023年春天，社区党委书记赵敏带着居民把六个单元的楼道收拾出来，摆上书架和小凳子，办起读书角。
书是居民自己捐的，一共捐了1200本，每个单元选一名楼长管借还。
读书角花了8600元，其中社区保障资金出5000元，其余由辖区书店资助。
半年下来，每天有三十多个孩子来看书，邻里之间也熟了。
"""


async def reads(chat: Chat, after: int, text: str = "读好了", who: int = EDITOR) -> Message:
    """The message of progress, once it says this."""

    def told() -> Message | None:
        return next((each for each in chat.of_bot(who, after) if text in each.get("text", "")), None)

    return await chat.world.until(told, seconds=30)


async def previews(chat: Chat, count: int = 1, who: int = EDITOR) -> list[Message]:
    """So many drafts, as they are shown."""

    def shown() -> list[Message]:
        found = [
            each for each in chat.of_bot(who) if "还没有发布" in each.get("text", "") and "发布" in chat.words(each)
        ]
        return found if len(found) >= count else []

    return await chat.world.until(shown, seconds=30)


async def test_pasted_text_becomes_a_case(chat: Chat) -> None:
    asked = await chat.say("/add", EDITOR)
    assert asked["text"].startswith("把要入库的文章发过来")
    got = await chat.say(ARTICLE, EDITOR)
    read = await reads(chat, got["message_id"] - 1)
    [draft] = await previews(chat)
    assert read["text"] == "读好了，1 篇草稿：\n#4 石榴社区：楼道里办起读书角"
    assert "还差：" in draft["text"]
    assert chat.keys(draft)[0] == ["发布", "改", "丢弃"]
    again = await chat.press(await chat.say("/drafts", EDITOR), "看草稿4", EDITOR)
    done = await chat.press(draft, "发布", EDITOR)
    assert done["text"].startswith("发布了：#4「石榴社区：楼道里办起读书角」，现在就能查到。")
    seen = await chat.press(done, "看案例4", EDITOR)
    assert draft["text"].partition("\n\n草稿，")[0] == seen["text"]
    answer = await chat.say("楼道读书角花了多少钱")
    assert "#4 石榴社区" in answer["text"]
    assert (await chat.press(again, "发布", EDITOR))["toast"] == "草稿「#4」已经发布成案例「#4」，要改请发 /edit 4。"
    assert drafts_in(chat.library.db, "open") == []


async def test_a_text_in_several_messages_is_one_draft(chat: Chat) -> None:
    await chat.say("/add", EDITOR)
    lines = ARTICLE.splitlines()
    for part in ("\n".join(lines[:3]), "\n".join(lines[3:5]), "\n".join(lines[5:])):
        chat.world.say(EDITOR, EDITOR, part)
    [draft] = await previews(chat)
    assert [kept.draft.case.title for kept in drafts_in(chat.library.db, "open")] == ["石榴社区：楼道里办起读书角"]
    assert "楼道里办起读书角" in draft["text"]
    assert "8600元" in draft["text"]


async def test_files_are_read_each_by_itself(chat: Chat) -> None:
    card = write_card(TEA).replace("老茶馆", "新茶馆").encode()
    chat.world.send_file(EDITOR, EDITOR, "石榴.txt", ARTICLE.encode("gb18030"))
    chat.world.send_file(EDITOR, EDITOR, "茶馆.md", card)
    chat.world.send_file(EDITOR, EDITOR, "照片.docx", b"\x89PNG\r\n\x1a\n")
    await previews(chat, 2)
    read = await reads(chat, 0)
    assert read["text"].splitlines()[0] == "读好了，2 篇草稿："
    assert "「照片.docx」是图片" in read["text"]


async def test_what_the_library_has_is_told_and_not_kept(chat: Chat) -> None:
    chat.world.send_file(EDITOR, EDITOR, "茶.md", write_card(get_case(chat.library.db, 1)).encode())
    read = await reads(chat, 0, "库里已有一样的")
    assert read["text"] == "没有读出新的草稿。\n库里已有一样的：#1 梧桐社区：院子里的老茶馆"
    assert drafts_in(chat.library.db, "open") == []


async def test_a_link_that_leads_nowhere_public_is_told(chat: Chat) -> None:
    first = await chat.say("/add http://127.0.0.1:9/x", EDITOR)
    read = await reads(chat, first["message_id"] - 1, "没有读出新的草稿")
    assert "「127.0.0.1」" in read["text"]


async def test_drafts_are_listed_dropped_and_picked_up(chat: Chat) -> None:
    assert (await chat.say("草稿箱", EDITOR))["text"] == "草稿箱是空的。发 /add 加一篇。"
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    gone = await chat.press(draft, "丢弃", EDITOR)
    assert gone["text"] == "丢弃了草稿 #4「石榴社区：楼道里办起读书角」。"
    assert drafts_in(chat.library.db, "open") == []
    back = await chat.press(gone, "捡回来", EDITOR)
    assert back["text"] == draft["text"]
    listed = await chat.say("/drafts", EDITOR)
    assert "草稿箱：1 篇还没有发布" in listed["text"]
    opened = await chat.press(listed, "看草稿4", EDITOR)
    assert opened["text"] == draft["text"]
    doubts = await chat.press(opened, "看疑点", EDITOR) if "看疑点" in chat.words(opened) else None
    assert doubts is None or "拿不准的地方" in doubts["text"]


@pytest.mark.parametrize("leave", ["/cancel", "取消", "/help"])
async def test_a_step_is_left(chat: Chat, leave: str) -> None:
    await chat.say("/add", EDITOR)
    await chat.say(leave, EDITOR)
    answer = await chat.say("老茶馆", EDITOR)
    assert "#1 梧桐社区" in answer["text"]
    assert drafts_in(chat.library.db, "open") == []


async def test_what_was_sent_can_be_taken_back_before_it_is_read(chat: Chat) -> None:
    got = await chat.say("/add " + ARTICLE, EDITOR)
    assert got["text"] == "收到，等你发完就读……"
    stopped = await chat.press(got, "不读了", EDITOR)
    assert stopped["text"] == "好，不读了，什么也没有加。"
    await chat.say("/add", EDITOR)
    await chat.say("取消", EDITOR)
    assert drafts_in(chat.library.db, "open") == []


@pytest.mark.parametrize("who", [WORKER, NEIGHBOUR])
async def test_nobody_else_adds_or_publishes(chat: Chat, who: int) -> None:
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    refused = "这个操作只有编辑能用。要当编辑，请找馆主。"
    assert (await chat.say("/add " + ARTICLE, who))["text"] == refused
    assert (await chat.say("/drafts", who))["text"] == refused
    chat.world.send_file(who, who, "石榴.txt", ARTICLE.encode())
    for button in ("发布", "丢弃"):
        assert (await chat.press(chat.copied(draft, who), button, who))["toast"] == refused
    assert [kept.id for kept in drafts_in(chat.library.db, "open")] == [4]
    with pytest.raises(Exception, match="没有编号"):
        get_case(chat.library.db, 4)


async def test_a_long_text_or_a_file_needs_no_command(chat: Chat) -> None:
    long = ARTICLE + "石榴社区的读书角还在办。" * 90
    chat.world.say(EDITOR, EDITOR, long)
    [draft] = await previews(chat)
    assert "#4 石榴社区：楼道里办起读书角" in draft["text"]
    answer = await chat.say(long)
    assert "问题有点长" in answer["text"]
    assert len(drafts_in(chat.library.db, "open")) == 1


async def test_a_piece_changed_before_it_is_read_is_read_as_it_is_then(chat: Chat) -> None:
    await chat.say("/add", EDITOR)
    piece = chat.world.say(EDITOR, EDITOR, ARTICLE)
    await chat.answer_after(EDITOR, piece)
    chat.world.edit(EDITOR, piece, ARTICLE.replace("8600元", "9900元"))
    [draft] = await previews(chat)
    assert "9900元" in draft["text"]
    chat.world.edit(EDITOR, piece, ARTICLE)
    told = await chat.world.until(lambda: [each for each in chat.of_bot(EDITOR) if "已经读成草稿" in each["text"]])
    assert told[0]["text"].startswith("这段已经读成草稿了。")


async def test_a_further_source_is_offered_and_goes_into_its_case(chat: Chat) -> None:
    page = "梧桐社区夜里有茶喝\n本报记者 钱三\n" + TEA.title + "\n"
    page += "双流区东升街道梧桐社区的老茶馆从去年起开夜场，自治小组每晚留两个人值守，车棚里的老茶馆一碗茶还是2元。\n"
    page += "独居老人买菜的钱从老茶馆的收入里出，每月公示。夜场的电费由社区基金出。\n"
    chat.world.send_file(EDITOR, EDITOR, "夜场.txt", page.encode())
    [draft] = await previews(chat)
    assert "和 #1「梧桐社区：院子里的老茶馆」说的是同一件事" in draft["text"]
    done = await chat.press(draft, "作为 #1 的补充来源", EDITOR)
    assert done["text"].startswith("作为补充来源加进了 #1")
    assert "①" in (await chat.say("案例1"))["text"]
    assert "#1" in (await chat.say("老茶馆夜场的电费谁出"))["text"]


async def test_drafts_and_what_is_being_read_outlive_a_restart(tmp_path: Path, world: World) -> None:
    """Stopped once while it collects and once while it reads, the bot goes on where it was."""
    library = open_library(tmp_path / "chapu.db", ROOT / "data")
    async with serving(world) as address:
        for _ in range(2):
            async with running(library, world, address) as app:
                chat = Chat(world, app, library)
                if not unread_batches(library.db):
                    await chat.say("/add " + ARTICLE, EDITOR)
        async with running(library, world, address) as app:
            chat = Chat(world, app, library)
            [draft] = await previews(chat)
            library.close()
    assert "#1 石榴社区" in draft["text"]


def being_read() -> list[asyncio.Task[object]]:
    """The sources that are being read."""
    return [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__name__", "") == "_work"]


async def test_nothing_is_still_being_read_when_the_bot_has_stopped(filled: Library, world: World) -> None:
    async with serving(world) as address, running(filled, world, address) as app:
        await Chat(world, app, filled).say("/add " + ARTICLE, EDITOR)
        async with asyncio.timeout(30):
            while not being_read():
                await asyncio.sleep(0.01)
        await app.bot_data["house"].end()
        assert being_read() == []


@pytest.mark.parametrize("word", ["入库", "加案例"])
async def test_a_word_for_the_command_is_no_article(chat: Chat, word: str) -> None:
    assert (await chat.say(word, EDITOR))["text"].startswith("把要入库的文章发过来")


async def test_words_for_other_commands_leave_a_step(chat: Chat) -> None:
    await chat.say("/add", EDITOR)
    assert (await chat.say("草稿箱", EDITOR))["text"] == "草稿箱是空的。发 /add 加一篇。"
    assert "#1 梧桐社区" in (await chat.say("老茶馆", EDITOR))["text"]
    assert drafts_in(chat.library.db, "open") == []


async def test_a_forwarded_message_is_an_article_of_its_own(chat: Chat) -> None:
    await chat.say("/add", EDITOR)
    for text in (ARTICLE, ARTICLE.replace("石榴", "海棠").replace("读书角", "工具屋")):
        chat.world.forward(EDITOR, EDITOR, chat.world.written(WORKER, text))
    await previews(chat, 2)
    titles = [kept.draft.case.title for kept in drafts_in(chat.library.db, "open")]
    assert titles == ["海棠社区：楼道里办起工具屋", "石榴社区：楼道里办起读书角"]


async def test_a_corrected_article_is_a_draft_all_the_same(chat: Chat) -> None:
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    await chat.press(draft, "发布", EDITOR)
    await chat.say("/add " + ARTICLE.replace("收拾出来", "打扫出来"), EDITOR)
    again = (await previews(chat))[-1]
    assert "几乎一样" in again["text"]
    assert chat.words(again)[:4] == ["发布", "改", "丢弃", "作为 #4 的补充来源"]
    exact = await chat.say("/add " + ARTICLE, EDITOR)
    assert "库里已有一样的：#4" in (await reads(chat, exact["message_id"] - 1, "没有读出"))["text"]


async def test_progress_that_does_not_arrive_holds_nothing_up(chat: Chat) -> None:
    chat.refused = 2
    for _ in range(2):
        chat.world.fail_next("editMessageText", 502, "Bad Gateway")
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    assert "#4 石榴社区" in draft["text"]


async def test_what_an_editor_leaves_is_not_read(chat: Chat) -> None:
    got = await chat.say("/add " + ARTICLE, EDITOR)
    assert (await chat.say("取消", EDITOR))["text"] == "好，退出了。"
    assert chat.now(got)["text"] == "好，不读了，什么也没有加。"
    await chat.say("/add " + ARTICLE.replace("石榴", "海棠"), EDITOR)
    [draft] = await previews(chat)
    assert "海棠社区" in draft["text"]
    assert chat.now(got)["text"] == "好，不读了，什么也没有加。"
    assert [*chat.library.db.query("SELECT content, name FROM pieces")] == [{"content": "", "name": ""}] * 2


async def test_an_editor_sees_hidden_cases_and_drafts_by_number(chat: Chat) -> None:
    await chat.say("/hide 1", EDITOR)
    seen = await chat.say("1", EDITOR)
    assert "这个案例下架了，读者看不到。" in seen["text"]
    assert chat.words(seen)[-3:] == ["改", "恢复", "历史"]
    assert (await chat.say("/case 1"))["text"].startswith("没有编号「1」的案例")
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    assert (await chat.say("4", EDITOR))["text"] == draft["text"]
    assert "#4" not in (await chat.say("4"))["text"]


async def test_dropped_drafts_are_listed(chat: Chat) -> None:
    await chat.say("/add " + ARTICLE, EDITOR)
    [draft] = await previews(chat)
    await chat.press(draft, "丢弃", EDITOR)
    home = await chat.say("/drafts", EDITOR)
    dropped = await chat.press(home, "丢弃的 1 篇", EDITOR)
    assert "丢弃的草稿：1 篇" in dropped["text"]
    back = await chat.press(await chat.press(dropped, "看草稿4", EDITOR), "捡回来", EDITOR)
    assert back["text"] == draft["text"]


async def test_a_card_that_replaces_a_case_shows_the_difference_first(chat: Chat) -> None:
    card = write_card(get_case(chat.library.db, 1)).replace("year: 2021", "year: 2022")
    chat.world.send_file(EDITOR, EDITOR, "茶.md", card.encode())
    [draft] = await previews(chat)
    assert draft["text"].startswith("#1 梧桐社区")
    shown = await chat.press(draft, "看差别", EDITOR)
    assert shown["text"] == "发布以后，#1 会这样变：\n\n年份\n20212022"
    await chat.press(await chat.press(shown, "回草稿", EDITOR), "发布", EDITOR)
    assert get_case(chat.library.db, 1).year == 2022


async def test_a_message_of_a_number_that_was_there_before_is_read(tmp_path: Path) -> None:
    """A chat that was cleared, or another Telegram, begins to number anew."""
    library = open_library(tmp_path / "chapu.db", ROOT / "data")
    for text in (ARTICLE, ARTICLE.replace("石榴", "海棠").replace("读书角", "工具屋")):
        world = World()
        async with serving(world) as address, running(library, world, address) as app:
            chat = Chat(world, app, library)
            await chat.say("/add " + text, EDITOR)
            await previews(chat)
    titles = [kept.draft.case.title for kept in drafts_in(library.db, "open")]
    library.close()
    assert titles == ["海棠社区：楼道里办起工具屋", "石榴社区：楼道里办起读书角"]


async def test_a_draft_that_cannot_be_kept_is_told_to_its_editor_and_to_the_owners(chat: Chat) -> None:
    chat.library.db.execute("CREATE TRIGGER full BEFORE INSERT ON drafts BEGIN SELECT raise(ABORT, 'full'); END")
    await chat.say("/add", EDITOR)
    got = await chat.say(ARTICLE, EDITOR)
    told = await reads(chat, got["message_id"] - 1, "没有读成")
    [to_owner] = await chat.world.until(lambda: [each for each in chat.of_bot(EDITOR) if "出了一个错" in each["text"]])
    assert told["text"] == texts.WENT_WRONG.format(name=texts.PASTED)
    assert to_owner["text"].startswith("出了一个错：LibraryError，编号 ")
    assert unread_batches(chat.library.db) == []

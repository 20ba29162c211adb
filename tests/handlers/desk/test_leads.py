"""What a reader suggests, from /suggest to the case it becomes."""

from __future__ import annotations

from datetime import UTC
from html import escape

import pytest

from handlers import suggest_texts, texts
from handlers.access import Context
from handlers.desk import lead_screens, leads
from handlers.desk.leads import tell_all_published, tell_published
from knowledge import Lead, LeadState, Suggested, forget_reader, get_case, lead_by_id, put_step
from knowledge.desk import Piece, drafts_in, leads_in, publish_draft
from knowledge.store.leads import credit_of
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message
from tests.knowledge.samples import SHEET, SHEET_CASE

ANOTHER = 1004
STORY = "我们社区把楼下的车棚改成了议事点，每周四晚上有人值班。"
KEPT = "收下了，谢谢你。编辑会看，用不用都告诉你。\n"


@pytest.mark.parametrize(
    ("suggested", "read"),
    [
        (Suggested("link", "https://a.cn/1"), Piece("link", "https://a.cn/1", "https://a.cn/1")),
        (Suggested("text", "看看这个：https://a.cn/1，挺好"), Piece("link", "https://a.cn/1", "https://a.cn/1")),
        (Suggested("text", "https://a.cn/1 https://a.cn/2"), Piece("text", "https://a.cn/1 https://a.cn/2")),
        (Suggested("text", f"https://a.cn/1 {STORY * 4}"), Piece("text", f"https://a.cn/1 {STORY * 4}")),
        (Suggested("file", "BQ1", "报道.pdf", "https://a.cn/1", "u"), Piece("file", "BQ1", "报道.pdf")),
    ],
)
def test_an_address_with_a_few_words_is_read_as_a_link(suggested: Suggested, read: Piece) -> None:
    lead = Lead(1, WORKER, "小王", suggested, None, LeadState.ACCEPTED, "", EDITOR, None, "")
    assert leads._piece(lead) == read


@pytest.mark.parametrize("text", ["13800138000 @a /b #c a.cn " * 150, "🍵" * 2048, "<&>" * 1365])
def test_a_suggestion_of_any_kind_is_shown_whole_on_pages_that_fit(text: str) -> None:
    text = text[: 4096 if text[0] != "🍵" else None].strip()
    lead = Lead(
        1,
        WORKER,
        "@a @b",
        Suggested("text", text),
        "@a",
        LeadState.WAITING,
        "",
        None,
        None,
        "2026-11-20T00:00:00+00:00",
    )
    pages = lead_screens._pages(text)
    screens = [lead_screens.lead(lead, UTC, page).text for page in range(1, len(pages) + 1)]
    assert ("".join(pages), [screen.fits for screen in screens]) == (text, [True] * len(pages))
    assert all(escape(page, quote=False) in screen.markup for page, screen in zip(pages, screens, strict=True))


pytestmark = pytest.mark.anyio


@pytest.fixture
async def desk(chat: Chat) -> Chat:
    """A second editor, and nobody is too fast."""
    chat.library.db.execute("INSERT INTO editors (editor_id, since) VALUES (?, '2026-01-01')", [NEIGHBOUR])
    chat.unhurried()
    return chat


async def open_first(chat: Chat, who: int = EDITOR) -> Message:
    """The first suggestion, once the editor was told that there is one."""
    await chat.world.until(lambda: chat.of_bot(who))
    return await chat.press(await chat.say("线索", who), "看线索1", who)


def told(chat: Chat, who: int) -> list[str]:
    """What the bot has said to somebody, in order; a file by its name."""
    return [each.get("text") or f"[{each['document']['file_name']}]" for each in chat.of_bot(who)]


async def told_after(chat: Chat, who: int, count: int) -> list[str]:
    """The same, once it is so many messages."""
    return await chat.world.until(lambda: said if len(said := told(chat, who)) >= count else None)


async def test_a_suggestion_is_kept_signed_accepted_and_published(desk: Chat) -> None:
    assert (await desk.say("推荐"))["text"] == suggest_texts.ASK
    kept = await desk.say(STORY)
    assert (kept["text"], desk.keys(kept)) == (
        KEPT + "发布的时候，要写「线索由小王提供」吗？",
        [["署名「小王」", "不署名"]],
    )
    signed = await desk.press(kept, "署名「小王」")
    assert (signed["text"], desk.keys(signed)) == (KEPT + "发布的时候会写「线索由小王提供」。", [["不署名"]])
    [notice] = await desk.world.until(lambda: desk.of_bot(EDITOR))
    assert (notice["text"], told(desk, NEIGHBOUR)) == ("有 1 条新线索，是读者推荐的。", [notice["text"]])
    listed = await desk.press(notice, "看线索", EDITOR)
    lead = lead_by_id(desk.library.db, 1)
    at = listed["text"].partition("小王　")[2].partition("\n")[0]
    assert (listed["text"], desk.keys(listed)) == (
        f"线索：1 条等着看\n\n线索 1　小王　{at}\n{STORY}",
        [["看线索1"], ["已采纳的"]],
    )
    opened = await desk.press(listed, "看线索1", EDITOR)
    assert (opened["text"], desk.keys(opened)) == (
        f"线索 1：等着看\n小王推荐，{at}，署名「小王」\n\n{STORY}",
        [["采纳", "不采纳"], ["回列表"]],
    )
    accepted = await desk.press(opened, "采纳", EDITOR)
    assert (accepted["text"].splitlines()[0], accepted["text"].splitlines()[-1]) == ("线索 1：已采纳", "已经告诉小王。")
    assert told(desk, WORKER)[2] == f"你推荐的「{STORY[:24]}…」收下了，编辑正在看。有了结果再告诉你。"
    assert credit_of(desk.library.db, lead.id) == "小王"
    context = Context(desk.app)
    for _ in range(2):
        await tell_published(context, 1, 2)
    published = desk.of_bot(WORKER)[-1]
    assert (told(desk, WORKER)[3:], desk.keys(published)) == (
        [f"你推荐的「{STORY[:24]}…」发布了，是案例 #2。谢谢你！"],
        [["看案例2"]],
    )
    assert (await desk.press(published, "看案例2"))["text"].startswith("#2 银杏社区")
    late = await desk.press(signed, "不署名")
    assert (late["toast"], credit_of(desk.library.db, 1)) == ("这条已经发布了，署名改不了了；要改请告诉编辑。", "小王")
    assert (await desk.say(f"/suggest {STORY}"))["text"] == "这条已经发布了，是案例 #2。"


async def test_an_accepted_suggestion_becomes_a_draft_that_knows_whose_it_is(desk: Chat) -> None:
    sheet = desk.world.send_file(WORKER, WORKER, "版面.txt", SHEET.encode(), "/suggest")
    await desk.answer_after(WORKER, sheet)
    await desk.press(await open_first(desk), "采纳", EDITOR)
    [draft] = await desk.world.until(lambda: drafts_in(desk.library.db, "open"), 20)
    assert (draft.lead_id, draft.editor_id, draft.name, draft.draft.case.title) == (
        1,
        EDITOR,
        "版面.txt",
        SHEET_CASE.title,
    )


async def test_who_suggested_a_case_hears_of_it_after_a_crash_too(desk: Chat) -> None:
    """The draft was published, and the bot ended before it could tell."""
    file = desk.world.send_file(WORKER, WORKER, "版面.txt", SHEET.encode(), "/suggest")
    kept = await desk.answer_after(WORKER, file)
    await desk.press(kept, "署名「小王」")
    await desk.press(await open_first(desk), "采纳", EDITOR)
    [draft] = await desk.world.until(lambda: drafts_in(desk.library.db, "open"), 30)
    publish_draft(desk.library, draft.id, EDITOR)
    for _ in range(2):
        await tell_all_published(Context(desk.app))
    heard = [text for text in told(desk, WORKER) if f"#{draft.id}" in text]
    assert len(heard) == 1
    assert get_case(desk.library.db, draft.id).notes[-1] == "线索由小王提供。"


async def test_a_refusal_is_told_kindly_and_once(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    opened = await open_first(desk)
    asked = await desk.press(opened, "不采纳", EDITOR)
    assert desk.keys(asked) == [["已有一样的", "不是社区治理"], ["内容太少", "看不清来源"], ["写一句", "先不定"]]
    assert (await desk.press(asked, "先不定", EDITOR))["text"] == opened["text"]
    asked = await desk.press(opened, "不采纳", EDITOR)
    desk.refused = 1  # the second press changes nothing
    for _ in range(2):
        desk.world.press(EDITOR, asked["message_id"], EDITOR, desk.data(asked, "内容太少"))
    await desk.settled(who=EDITOR)
    assert told(desk, WORKER)[1:] == [
        f"你推荐的「{STORY[:24]}…」编辑看过了，这次没有采纳。\n{suggest_texts.REASONS[2]}\n谢谢你留心。"
    ]
    assert desk.now(asked)["text"].splitlines()[-1] == "已经告诉小王。"
    again = await desk.say(f"/suggest {STORY}")
    assert again["text"] == f"这条编辑看过了，没有采纳：{suggest_texts.REASONS[2]}"


async def test_what_was_accepted_and_cannot_be_read_is_refused_after_all(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    accepted = await desk.press(await open_first(desk), "采纳", EDITOR)
    assert desk.keys(accepted) == [["再读一遍", "不采纳"], ["回列表"]]
    why = await desk.press(accepted, "不采纳", EDITOR)
    assert why["text"] == "线索「1」采纳了，还没发布。为什么又不采纳？原因会告诉小王。"
    refused = await desk.press(why, "看不清来源", EDITOR)
    assert refused["text"].startswith("线索 1：没采纳")
    assert told(desk, WORKER)[2:] == [
        f"你推荐的「{STORY[:24]}…」编辑看过了，这次没有采纳。\n{suggest_texts.REASONS[3]}\n谢谢你留心。"
    ]
    late = await desk.press(desk.copied(accepted, NEIGHBOUR), "不采纳", NEIGHBOUR)
    assert (late["text"].startswith("线索 1：没采纳"), desk.keys(late)) == (True, [["回列表"]])


async def test_a_suggestion_is_read_though_telegram_does_not_take_the_first_word_of_it(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    accepted = await desk.press(await open_first(desk), "采纳", EDITOR)
    await desk.world.until(lambda: [each for each in told(desk, EDITOR) if "还没有发布" in each], 30)
    desk.world.fail_next("sendMessage", 400, "Bad Request: odd")
    desk.refused = 1
    before = desk.of_bot(EDITOR)[-1]["message_id"]
    await desk.press(accepted, "再读一遍", EDITOR)
    [read] = await desk.world.until(
        lambda: [each for each in desk.of_bot(EDITOR, before) if "读好了" in each["text"]], 30
    )
    assert read["text"].startswith("读好了，1 篇草稿：\n#4 ")


async def test_a_reason_in_words_is_passed_on(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    asked = await desk.press(await open_first(desk), "不采纳", EDITOR)
    await desk.press(asked, "写一句", EDITOR)
    assert told(desk, EDITOR)[-1] == "请用一句话写为什么不采纳线索「1」，会原样告诉小王。发「取消」就先不定。"
    file = desk.world.send_file(EDITOR, EDITOR, "a.txt", b"x")
    assert (await desk.answer_after(EDITOR, file))[
        "text"
    ] == "请打字写一句原因，会原样告诉推荐的人。发「取消」就先不定。"
    refused = await desk.say("这是<广告>，\n不是案例。", EDITOR)
    assert refused["text"].splitlines()[0] == "线索 1：没采纳"
    assert told(desk, WORKER)[-1].splitlines()[1] == "编辑说：这是<广告>， 不是案例。"


async def test_of_two_editors_the_first_decides_and_the_other_hears_who(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    mine, theirs = await open_first(desk), await open_first(desk, NEIGHBOUR)
    await desk.press(mine, "采纳", EDITOR)
    late = await desk.press(theirs, "采纳", NEIGHBOUR)
    assert late["toast"] == "李编辑已经看过线索「1」了：已采纳。发 /leads 看别的。"
    assert len(told(desk, WORKER)) == 2
    assert lead_by_id(desk.library.db, 1).editor_id == EDITOR


async def test_files_links_albums_and_forwards_are_taken(desk: Chat) -> None:
    await desk.say("/suggest")
    await desk.say(" https://example.org/a?b=1 ")
    file = desk.world.send_file(WORKER, WORKER, "报道.pdf", b"%PDF", "/suggest 街道的报道")
    assert (await desk.answer_after(WORKER, file))["text"].startswith(KEPT)
    document = next(each for each in desk.world.messages(WORKER) if "document" in each)
    await desk.say("投稿", NEIGHBOUR)
    passed = desk.world.forward(NEIGHBOUR, NEIGHBOUR, document)
    await desk.answer_after(NEIGHBOUR, passed)
    desk.world.add_person(ANOTHER, "小李")
    await desk.say("推荐", ANOTHER)
    for name in ("一.docx", "二.docx"):
        sent = desk.world.send_file(ANOTHER, ANOTHER, name, name.encode(), media_group_id="7")
    await desk.world.until(lambda: len(desk.of_bot(ANOTHER, sent)) == 2)
    kept = leads_in(desk.library.db, LeadState.WAITING)
    assert [(lead.reader_id, lead.suggested.kind, lead.suggested.file_name, lead.suggested.note) for lead in kept] == [
        (WORKER, "link", "", ""),
        (WORKER, "file", "报道.pdf", "街道的报道"),
        (NEIGHBOUR, "file", "报道.pdf", "街道的报道"),
        (ANOTHER, "file", "一.docx", ""),
        (ANOTHER, "file", "二.docx", ""),
    ]


async def test_a_file_is_sent_along_by_its_id(desk: Chat) -> None:
    await desk.say("/suggest")
    sent = desk.world.send_file(WORKER, WORKER, "报道.pdf", b"%PDF", "街道的报道")
    await desk.answer_after(WORKER, sent)
    opened = await open_first(desk)
    assert opened["text"].partition("\n\n")[2] == "文件「报道.pdf」\n\n街道的报道"
    assert (await told_after(desk, EDITOR, 3))[2] == "[报道.pdf]"
    desk.world.files.clear()
    desk.refused = 1
    await desk.press(await desk.press(opened, "回列表", EDITOR), "看线索1", EDITOR)
    assert (await told_after(desk, EDITOR, 4))[3].startswith("原件「报道.pdf」取不到了，Telegram 说：")


async def test_what_cannot_be_taken_is_asked_for_again(desk: Chat) -> None:
    await desk.say("/suggest")
    large = desk.world.send_file(WORKER, WORKER, "录像.pdf", bytes(21 * 2**20))
    assert (await desk.answer_after(WORKER, large))["text"] == suggest_texts.TOO_LARGE.format(name="录像.pdf", size=21)
    first = {key: value for key, value in desk.world.messages(WORKER)[0].items() if key in ("from", "date")}
    photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": STORY}
    picture = desk.world.forward(WORKER, WORKER, first | photo)
    assert (await desk.answer_after(WORKER, picture))["text"] == suggest_texts.UNFIT
    assert (await desk.say("案例1"))["text"].startswith("「案例1」太短了")
    assert (await desk.say(STORY))["text"].startswith(KEPT)
    assert "#1 梧桐社区" in (await desk.say("老茶馆"))["text"]


async def test_a_file_out_of_the_blue_is_told_the_way(desk: Chat) -> None:
    sent = desk.world.send_file(WORKER, WORKER, "报道.pdf", b"%PDF")
    assert (await desk.answer_after(WORKER, sent))["text"] == texts.ONLY_TEXT
    asked = desk.world.send_file(WORKER, WORKER, "报道.pdf", b"%PDF", "老茶馆")
    assert "#1 梧桐社区" in (await desk.answer_after(WORKER, asked))["text"]
    await desk.say("/suggest")
    assert (await desk.say("取消"))["text"] == texts.CANCELLED
    assert "#1 梧桐社区" in (await desk.say("老茶馆"))["text"]


async def test_editors_hear_of_many_suggestions_at_once(desk: Chat) -> None:
    for number in range(3):
        await desk.say(f"/suggest 第{number}条：{STORY}")
    assert (await desk.say(f"/suggest {STORY}"))["text"] == "你有 3 条还在等编辑看。这条先存好，等有一条有了回音再发。"
    [first] = await desk.world.until(lambda: desk.of_bot(EDITOR))
    assert desk.app.job_queue
    [job] = desk.app.job_queue.get_jobs_by_name(leads.JOB)
    desk.library.db.execute("UPDATE leads SET told_at = '2026-01-01T00:00:00+00:00' WHERE told_at IS NOT NULL")
    await job.run(desk.app)
    assert await told_after(desk, EDITOR, 2) == [first["text"], "有 2 条新线索，是读者推荐的。"]


async def test_who_blocked_the_bot_cannot_be_told_and_the_editor_hears_of_it(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    desk.world.block(WORKER)
    desk.refused = 2
    accepted = await desk.press(await open_first(desk), "采纳", EDITOR)
    assert accepted["text"].splitlines()[-1] == "小王联系不上，收不到回音：可能停用了茶铺。"
    await tell_published(Context(desk.app), 1, 1)
    assert told(desk, EDITOR)[-1] == "小王联系不上，收不到回音：可能停用了茶铺。"


async def test_what_was_deleted_meanwhile_is_told(desk: Chat) -> None:
    await desk.say(f"/suggest {STORY}")
    opened = await open_first(desk)
    forget_reader(desk.library.db, WORKER)
    assert (await desk.press(opened, "采纳", EDITOR))["toast"].startswith("线索「1」不在了")
    assert (await desk.press(opened, "回列表", EDITOR))["text"].startswith("没有等着看的线索。")


async def test_nobody_but_an_editor_sees_or_decides_anything(desk: Chat) -> None:
    mine = await desk.say(f"/suggest {STORY}")
    opened = await open_first(desk)
    listed = await desk.say("/leads", EDITOR)
    asked = await desk.press(opened, "不采纳", EDITOR)
    await desk.press(asked, "写一句", EDITOR)
    put_step(desk.library.db, WORKER, leads.STEP, "1")
    assert (await desk.say("没有理由"))["text"] == texts.EDITORS_ONLY
    for text in ("/leads", "线索"):
        assert (await desk.say(text))["text"] == texts.EDITORS_ONLY
    for screen in (listed, opened, asked):
        copy = desk.copied(screen, WORKER)
        for button in desk.words(screen):
            assert (await desk.press(copy, button))["toast"] == texts.EDITORS_ONLY
    assert (await desk.press(desk.copied(mine, 1003), "不署名", 1003))["toast"].startswith("这不是你推荐的")
    assert lead_by_id(desk.library.db, 1).state is LeadState.WAITING

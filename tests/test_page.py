"""The chat page, in a real Chromium, against the real sandbox; the bot is a small one of python-telegram-bot's."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import (
    BotCommand,
    CallbackQuery,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.constants import ChatAction
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers import texts
from sandbox_server import World, serving
from tests.conftest import ROOT

playwright = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright: .venv/bin/pip install playwright", exc_type=ImportError
)
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright  # noqa: E402 - only where it is there

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium (Debian, Ubuntu)")

DESK = (1280, 800)
PHONE = (390, 844)
DESCRIPTION = "我是茶铺，社区治理的案例库。\n直接打字问我。"
RICH = (
    '🍵<b>共享<i>茶铺</i></b> <u>下</u> <s>删</s> <code>代码</code> <a href="https://example.com/x">出处</a>\n'
    "<blockquote>短引文</blockquote>\n<blockquote expandable>" + "盖碗茶三元一碗。" * 40 + "</blockquote>\n"
    "<tg-spoiler>谜底</tg-spoiler> /help &lt;img src=x onerror=alert(1)&gt; #主题"
)
SMALL = """
    [...document.querySelectorAll("button:not(.command), select, .file")]
        .filter((one) => one.checkVisibility() && (one.offsetWidth < 40 || one.offsetHeight < 40))
        .map((one) => one.outerHTML)
"""
"""What a finger would miss."""
Contextual = ContextTypes.DEFAULT_TYPE
Small = Application[Any, Any, Any, Any, Any, Any]


# A small bot that does one thing of every kind a chat page must show.


def keys(bot: str) -> InlineKeyboardMarkup:
    key = InlineKeyboardButton
    return InlineKeyboardMarkup(
        [
            [
                key("有用", callback_data="useful"),
                key("要紧", callback_data="alert"),
                key("下一页", callback_data="next"),
            ],
            [key("网页", url="https://example.com/y"), key("复制", copy_text=CopyTextButton("华西社区传媒"))],
            [key("在这里搜", switch_inline_query_current_chat="茶铺"), key("转给别人", switch_inline_query="茶铺")],
            [key("去私聊", url=f"https://t.me/{bot}?start=case_7"), key("删掉", callback_data="delete")],
        ]
    )


async def start(update: Update, context: Contextual) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(f"开门了：{' '.join(context.args or []) or '没有参数'}")


async def word(update: Update, context: Contextual) -> None:
    """A text, new or edited: 富文本 键盘 追问 输入 have their own answers."""
    message = update.effective_message
    assert message
    assert context.chat_data is not None
    if update.edited_message:
        await context.bot.edit_message_text(f"改成了：{message.text}", message.chat_id, context.chat_data["answer"])
    elif message.text == "富文本":
        await message.reply_html(RICH)
    elif message.text == "键盘":
        await message.reply_text("按吧", reply_markup=keys(context.bot.username))
    elif message.text == "追问":
        await message.reply_text("哪个区县？", reply_markup=ForceReply(input_field_placeholder="例如：锦江区"))
    elif message.text == "输入":
        await message.reply_chat_action(ChatAction.TYPING)
    else:
        quoted = message.reply_to_message.text if message.reply_to_message else None
        answered = await message.reply_text(f"听到：{message.text}" + (f"（回复 {quoted}）" if quoted else ""))
        context.chat_data["answer"] = answered.message_id


async def press(update: Update, _context: Contextual) -> None:
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    if query.data == "next":
        await query.edit_message_text("第二页")
    if query.data == "delete" and isinstance(query.message, Message):
        await query.message.delete()
    texts = {"useful": "记下了，谢谢。", "alert": "这件事要紧。"}
    await query.answer(texts.get(query.data or ""), show_alert=query.data == "alert")


async def file(update: Update, _context: Contextual) -> None:
    message = update.effective_message
    assert message
    assert message.document
    content = await (await message.document.get_file()).download_as_bytearray()
    await message.reply_document(
        bytes(content), filename="回执.txt", caption=f"收到 {len(content)} 字节：{message.caption}"
    )


async def find(update: Update, _context: Contextual) -> None:
    query = update.inline_query
    assert isinstance(query, InlineQuery)
    at = int(query.offset or 0)
    found = range(at, min(at + 10, 0 if query.query == "没有" else 15))
    cards = [
        InlineQueryResultArticle(
            str(n), f"案例 {n}", InputTextMessageContent(f"{query.query}的案例 {n}"), description="锦江区"
        )
        for n in found
    ]
    await query.answer(cards, next_offset="10" if found and not at else "", cache_time=0)


def small_bot(world: World, address: str) -> Small:
    builder = ApplicationBuilder().token(world.token).base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    app = builder.job_queue(None).build()
    app.add_handler(CommandHandler(["start", "help"], start))
    app.add_handler(MessageHandler(filters.Document.ALL, file))
    app.add_handler(MessageHandler(filters.TEXT, word))
    app.add_handler(CallbackQueryHandler(press))
    app.add_handler(InlineQueryHandler(find))
    return app


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox with its small bot, in a thread of its own, for Playwright keeps this one."""

    address: str
    world: World
    loop: asyncio.AbstractEventLoop

    def run(self, deed: Callable[[], object]) -> None:
        """Do something in the world, in its own thread."""
        done: Future[object] = Future()
        self.loop.call_soon_threadsafe(lambda: done.set_result(deed()))
        done.result(10)


@contextmanager
def running() -> Iterator[Sandbox]:
    ready: Future[tuple[Sandbox, asyncio.Event]] = Future()

    async def live() -> None:
        world, end = World(), asyncio.Event()
        async with serving(world) as address, small_bot(world, address) as app:
            assert app.updater
            await app.bot.set_my_commands([BotCommand("start", "开门"), BotCommand("help", "怎么用")])
            await app.bot.set_my_description(DESCRIPTION)
            await app.start()
            await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
            ready.set_result((Sandbox(address, world, asyncio.get_running_loop()), end))
            await end.wait()
            await app.updater.stop()
            await app.stop()

    def work() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    thread = threading.Thread(target=work)
    thread.start()
    sandbox, end = ready.result(30)
    try:
        yield sandbox
    finally:
        sandbox.loop.call_soon_threadsafe(end.set)
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Closed with the module: while Playwright runs, no other test can run an event loop in this thread.
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running() as started:
        yield started


@contextmanager
def opened(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Page]:
    """The page in a window of a size; it may ask nobody else for anything, and the console stays empty."""
    phone = size == PHONE
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
        permissions=["clipboard-read", "clipboard-write"],
    )
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else faults.append(asked.url))
    page.goto(address)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox) -> Iterator[Page]:
    with opened(browser, sandbox.address, DESK) as shown:
        yield shown


@pytest.fixture
def talk(page: Page) -> Page:
    """The page after 开始: the worker's chat with the bot's first words."""
    page.get_by_role("button", name="开始", exact=True).click()
    expect(bubble(page, "开门了")).to_be_visible()
    return page


def bubble(page: Page, words: str | re.Pattern[str]) -> Locator:
    return page.locator(".bubble").filter(has_text=words).last


def offered(page: Page, words: str = "") -> Locator:
    """What the panel above the composer offers: commands, inline results."""
    return page.locator("#options").get_by_role("option").filter(has_text=words)


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="写消息").fill(text)
    page.keyboard.press("Enter")


def press_key(page: Page, name: str) -> None:
    page.locator(".key").filter(has_text=name).last.click()


def open_chat(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=name).click()


def choose_action(page: Page, words: str, action: str) -> None:
    row = page.locator(".row").filter(has_text=words).last
    row.hover()
    row.get_by_role("button", name="消息操作").click()
    page.get_by_role("menuitem", name=action).click()


def test_before_the_first_message_there_is_the_description_and_a_start_button(page: Page) -> None:
    expect(page.locator("#welcome")).to_contain_text("直接打字问我。")
    expect(page.get_by_role("textbox", name="写消息")).to_be_hidden()
    page.get_by_role("button", name="开始", exact=True).click()
    expect(bubble(page, "/start")).to_be_visible()
    expect(bubble(page, "开门了：没有参数")).to_be_visible()
    expect(page.get_by_role("textbox", name="写消息")).to_be_visible()


def test_entities_are_shown_where_they_are_and_markup_in_a_text_stays_text(talk: Page) -> None:
    say(talk, "富文本")
    shown = bubble(talk, "短引文").locator(".text")
    expect(shown.locator("strong")).to_have_text("共享茶铺")
    expect(shown.locator("strong em")).to_have_text("茶铺")
    expect(shown.locator("u, s, code")).to_have_text(["下", "删", "代码"])
    expect(shown.get_by_role("link", name="出处")).to_have_attribute("href", "https://example.com/x")
    expect(shown.get_by_role("link", name="出处")).to_have_attribute("rel", "noopener noreferrer")
    expect(shown).to_contain_text("<img src=x onerror=alert(1)>")
    expect(shown.locator("img")).to_have_count(0)
    expect(shown.locator(".coloured")).to_have_text("#主题")
    shown.get_by_role("button", name="展开").click()
    expect(shown.get_by_role("button", name="收起")).to_be_visible()
    expect(shown.locator(".expandable > div")).not_to_have_class("folded")
    shown.get_by_role("button", name="遮住的文字").click()
    expect(shown.locator(".spoiler")).to_have_class("spoiler revealed")
    shown.get_by_role("button", name="/help").click()
    expect(bubble(talk, "开门了：没有参数")).to_be_visible()
    expect(talk.locator(".mine .bubble")).to_contain_text(["/start", "富文本", "/help"])


def test_buttons_answer_with_a_toast_an_alert_a_new_page_or_nothing(talk: Page) -> None:
    say(talk, "键盘")
    press_key(talk, "有用")
    expect(talk.locator(".toast")).to_have_text("记下了，谢谢。")
    expect(talk.locator(".key[aria-busy=true]")).to_have_count(0)
    press_key(talk, "要紧")
    expect(talk.get_by_role("dialog")).to_contain_text("这件事要紧。")
    talk.get_by_role("button", name="确定").click()
    press_key(talk, "复制")
    expect(talk.locator(".toast").last).to_have_text("已复制")
    assert talk.evaluate("navigator.clipboard.readText()") == "华西社区传媒"
    press_key(talk, "下一页")
    expect(bubble(talk, "第二页")).to_contain_text("已编辑")
    say(talk, "键盘")
    expect(bubble(talk, "按吧")).to_be_visible()
    press_key(talk, "删掉")
    expect(bubble(talk, "按吧")).to_have_count(0)


def test_a_link_to_the_bot_itself_starts_it_with_the_payload(talk: Page) -> None:
    say(talk, "键盘")
    press_key(talk, "去私聊")
    expect(bubble(talk, "开门了：case_7")).to_be_visible()
    assert len(talk.context.pages) == 1


def test_buttons_lead_to_an_inline_question_here_and_elsewhere(talk: Page) -> None:
    say(talk, "键盘")
    press_key(talk, "在这里搜")
    expect(offered(talk, "案例 0")).to_be_visible()
    talk.keyboard.press("Escape")
    press_key(talk, "转给别人")
    talk.get_by_role("dialog").get_by_role("button", name="群聊").click()
    expect(talk.get_by_role("heading", name="社区工作交流群")).to_be_visible()
    expect(talk.get_by_role("textbox", name="写消息")).to_have_value("@chapu_sandbox_bot 茶铺")


def test_inline_results_come_by_pages_and_the_chosen_one_is_posted(talk: Page) -> None:
    open_chat(talk, "群聊")
    text = talk.get_by_role("textbox", name="写消息")
    text.fill("@chapu_sandbox_bot 茶铺")
    expect(offered(talk)).to_have_count(10)
    talk.locator("#panel").evaluate("panel => { panel.scrollTop = panel.scrollHeight; }")
    expect(offered(talk)).to_have_count(15)
    offered(talk, "案例 14").click()
    expect(talk.locator(".mine .bubble")).to_contain_text(re.compile("通过 @chapu_sandbox_bot.*茶铺的案例 14"))
    expect(text).to_have_value("")
    text.fill("@chapu_sandbox_bot 没有")
    expect(talk.locator("#panel")).to_contain_text("没有结果")


def test_commands_are_in_the_menu_and_filtered_by_what_is_typed(talk: Page) -> None:
    talk.get_by_role("button", name="菜单").click()
    expect(offered(talk)).to_have_text(["/start开门", "/help怎么用"])
    talk.keyboard.press("Escape")
    expect(offered(talk)).to_have_count(0)
    talk.get_by_role("textbox", name="写消息").fill("/h")
    expect(offered(talk)).to_have_text(["/help怎么用"])
    talk.keyboard.press("ArrowDown")
    talk.keyboard.press("Enter")
    expect(talk.locator(".mine .bubble")).to_contain_text(["/start", "/help"])
    open_chat(talk, "群聊")
    talk.get_by_role("button", name="菜单").click()
    offered(talk, "/help").click()
    expect(bubble(talk, "/help@chapu_sandbox_bot")).to_be_visible()


def test_enter_sends_shift_enter_breaks_the_line_and_an_input_method_keeps_its_enter(talk: Page) -> None:
    text = talk.get_by_role("textbox", name="写消息")
    text.fill("第一行")
    talk.keyboard.press("Shift+Enter")
    talk.keyboard.type("第二行")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    text.evaluate(f"field => field.dispatchEvent({composing})")
    expect(text).to_have_value("第一行\n第二行")
    talk.keyboard.press("Enter")
    expect(bubble(talk, re.compile("听到：第一行\\s第二行"))).to_be_visible()
    expect(text).to_have_value("")


def test_an_edited_question_gets_its_answer_edited(talk: Page) -> None:
    say(talk, "共享茶铺")
    expect(bubble(talk, "听到：共享茶铺")).to_be_visible()
    choose_action(talk, "共享茶铺", "回复")
    expect(talk.locator("#bar")).to_contain_text("回复 茶铺")
    talk.keyboard.press("Escape")
    talk.keyboard.press("ArrowUp")
    expect(talk.locator("#bar")).to_contain_text("编辑消息")
    say(talk, "共享花园")
    expect(bubble(talk, "改成了：共享花园")).to_contain_text("已编辑")
    expect(talk.locator(".mine .bubble")).to_contain_text(["/start", re.compile("共享花园.*已编辑")])
    expect(talk.locator("#bar")).to_be_hidden()


def test_a_reply_quotes_what_it_answers(talk: Page) -> None:
    choose_action(talk, "开门了", "回复")
    say(talk, "谢谢")
    expect(bubble(talk, "谢谢（回复 开门了：没有参数）")).to_be_visible()
    expect(talk.locator(".mine .replied")).to_contain_text("开门了")
    talk.locator(".mine .replied").click()
    expect(talk.locator(".row.flash")).to_contain_text("开门了")


def test_a_bot_may_ask_for_a_reply(browser: Browser, sandbox: Sandbox) -> None:
    with opened(browser, sandbox.address, DESK) as page:
        page.get_by_role("button", name="开始", exact=True).click()
        say(page, "追问")
        expect(page.locator("#bar")).to_contain_text("哪个区县？")
        expect(page.get_by_role("textbox", name="写消息")).to_have_attribute("placeholder", "例如：锦江区")
        say(page, "锦江区")
        expect(bubble(page, "锦江区（回复 哪个区县？）")).to_be_visible()


def test_a_file_goes_up_with_its_words_and_one_comes_back(talk: Page, tmp_path: Path) -> None:
    chooser = talk.locator("#file")
    with (tmp_path / "大.zip").open("wb") as large:
        large.truncate(20 * 1024**2 + 1)
    chooser.set_input_files(tmp_path / "大.zip")
    expect(talk.locator(".toast")).to_contain_text("最多收 20 MB")
    chooser.set_input_files({"name": "案例 一.txt", "mimeType": "text/plain", "buffer": "茶铺".encode()})
    expect(talk.locator("#bar")).to_contain_text("6 字节")
    say(talk, "请收录")
    expect(bubble(talk, "收到 6 字节：请收录")).to_be_visible()
    expect(talk.locator(".mine .file")).to_contain_text("案例 一.txt")
    with talk.expect_download() as coming:
        talk.get_by_role("link", name="回执.txt").click()
    assert (coming.value.suggested_filename, coming.value.path().read_bytes()) == ("回执.txt", "茶铺".encode())


def test_the_typing_sign_stays_until_the_message(talk: Page) -> None:
    say(talk, "输入")
    expect(talk.locator("#head-note")).to_have_text("正在输入…")
    say(talk, "好了")
    expect(bubble(talk, "听到：好了")).to_be_visible()
    expect(talk.locator("#head-note")).to_have_text("机器人 · 您是小王（社区工作者）")


def test_in_the_group_anyone_speaks_and_the_bot_hears_what_is_meant_for_it(talk: Page) -> None:
    open_chat(talk, "群聊")
    expect(talk.locator("#welcome")).to_contain_text("隐私模式")
    say(talk, "大家好")
    expect(talk.locator(".mine .bubble")).to_contain_text("大家好")
    talk.get_by_label("发言人").select_option("小张")
    expect(talk.locator(".theirs .bubble")).to_contain_text("小王")
    say(talk, "@chapu_sandbox_bot 茶铺")
    expect(bubble(talk, "听到：@chapu_sandbox_bot 茶铺")).to_be_visible()
    expect(talk.locator(".theirs .name")).to_have_text(["小王", "茶铺"])
    open_chat(talk, "编辑")
    expect(talk.get_by_role("button", name="开始", exact=True)).to_be_visible()
    open_chat(talk, "社区工作者")
    expect(talk.locator(".bubble")).to_have_count(2)


def test_the_bot_is_blocked_and_let_in_again(talk: Page) -> None:
    talk.get_by_role("button", name="更多", exact=True).click()
    talk.get_by_role("menuitem", name="屏蔽茶铺").click()
    expect(talk.get_by_role("textbox", name="写消息")).to_be_hidden()
    talk.get_by_role("button", name="解除屏蔽").click()
    say(talk, "还在吗")
    expect(bubble(talk, "听到：还在吗")).to_be_visible()


def test_a_lost_line_is_said_and_taken_up_again(browser: Browser, sandbox: Sandbox) -> None:
    with opened(browser, sandbox.address, DESK) as page:
        lines = []
        page.route_web_socket("**/page/live", lambda line: lines.append((line, line.connect_to_server())))
        page.reload()
        expect(page.get_by_role("button", name="开始", exact=True)).to_be_visible()
        expect(page.locator("#offline")).to_be_hidden()
        sandbox.run(lambda: sandbox.world.say(1001, 1001, "别处说的"))
        expect(bubble(page, "听到：别处说的")).to_be_visible()
        said = page.evaluate_handle(
            "() => { const seen = []; new MutationObserver(() => seen.push(document.querySelector('#offline').textContent))"
            ".observe(document.querySelector('#offline'), {attributes: true, childList: true}); return seen; }"
        )
        lines[0][0].close()
        lines[0][1].close()
        page.wait_for_function("seen => seen.includes('连接断开，正在重连…')", arg=said)
        expect(page.locator("#offline")).to_be_hidden()
        say(page, "又连上了")
        expect(bubble(page, "听到：又连上了")).to_be_visible()


def test_who_reads_old_messages_is_told_how_many_new_ones_there_are(sandbox: Sandbox, talk: Page) -> None:
    for n in range(30):
        sandbox.run(lambda n=n: sandbox.world.say(1001, 1001, f"第 {n} 句"))  # type: ignore[misc]
    expect(bubble(talk, "听到：第 29 句")).to_be_in_viewport()
    talk.locator("#scroller").evaluate("scroller => { scroller.scrollTop = 0; }")
    down = talk.get_by_role("button", name="到最新的消息")
    expect(down).to_be_visible()
    open_chat(talk, "群聊")
    open_chat(talk, "社区工作者")
    expect(down).to_be_hidden()
    talk.locator("#scroller").evaluate("scroller => { scroller.scrollTop = 0; }")
    expect(down).to_be_visible()
    httpx.post(
        f"{sandbox.address}/bot{sandbox.world.token}/sendMessage", data={"chat_id": 1001, "text": "公告"}
    ).raise_for_status()
    expect(down).to_contain_text("1")
    down.click()
    expect(bubble(talk, "公告")).to_be_in_viewport()
    expect(down).to_be_hidden()


def test_on_a_phone_nothing_overflows_and_everything_can_be_hit(browser: Browser, sandbox: Sandbox) -> None:
    with opened(browser, sandbox.address, PHONE) as page:
        page.get_by_role("button", name="开始", exact=True).click()
        say(page, "富文本")
        say(page, "键盘")
        expect(bubble(page, "按吧")).to_be_visible()
        for name in ("群聊", "编辑", "社区工作者"):
            open_chat(page, name)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(SMALL) == []
        assert page.locator("#scroller").evaluate("scroller => scroller.scrollWidth <= scroller.clientWidth")
        composer = page.locator("#composer").bounding_box()
        assert composer
        assert composer["y"] + composer["height"] == PHONE[1]


# The bot itself, as `python sandbox.py` runs it.


@pytest.fixture(scope="module")
def teahouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a sandbox with the real bot, on a library of its own."""
    folder = tmp_path_factory.mktemp("teahouse")
    environment = {**os.environ, "CHAPU_DB": str(folder / "library.db")}
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, ROOT / "sandbox.py"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert started.stdout
    try:
        found = next(filter(None, (re.search(r"http://[\w.]+:\d+", line) for line in started.stdout)), None)
        assert found, (folder / "log").read_text(encoding="utf-8")
        yield found[0]
    finally:
        started.terminate()
        started.communicate(timeout=30)


def begin(page: Page, chat: str = "社区工作者") -> None:
    """Open a chat; where nobody has spoken there, press 开始."""
    open_chat(page, chat)
    opening = page.get_by_role("button", name="开始", exact=True)
    expect(opening.or_(page.get_by_role("textbox", name="写消息"))).to_be_visible()
    if opening.is_visible():
        opening.click()
        expect(page.locator(".theirs .bubble")).not_to_have_count(0)


def last_key(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.locator(".row").last.locator(".key").filter(has_text=name).first


def test_a_question_is_answered_voted_for_paged_and_its_case_opened(browser: Browser, teahouse: str) -> None:
    with opened(browser, teahouse, DESK) as page:
        begin(page)
        say(page, "党建引领")
        expect(bubble(page, "这是第 1–")).to_contain_text("出处：")
        last_key(page, texts.USEFUL).click()
        expect(page.locator(".toast")).to_contain_text(texts.VOTED)
        last_key(page, texts.NEXT).click()
        expect(bubble(page, "这是第 4–")).to_contain_text("已编辑")
        last_key(page, re.compile("看案例")).click()
        expect(last_key(page, texts.BACK)).to_be_visible()
        last_key(page, texts.BACK).click()
        expect(bubble(page, "这是第 4–")).to_be_visible()


def test_an_edited_question_of_the_real_bot_changes_its_answer(browser: Browser, teahouse: str) -> None:
    with opened(browser, teahouse, DESK) as page:
        begin(page)
        say(page, "火星移民")
        expect(bubble(page, "没有")).to_contain_text("火星移民")
        page.keyboard.press("ArrowUp")
        say(page, "共享茶铺怎么运营")
        answer = page.locator(".theirs .bubble").last
        expect(answer).to_contain_text("香樟社区")
        expect(answer).to_contain_text("已编辑")


def test_an_editor_has_a_chat_and_commands_of_their_own(browser: Browser, teahouse: str) -> None:
    with opened(browser, teahouse, DESK) as page:
        begin(page, "编辑")
        expect(page.locator("#head-note")).to_contain_text("李编辑")
        page.get_by_role("button", name="菜单").click()
        expect(offered(page, "/help")).to_be_visible()
        offered(page, "/help").click()
        expect(page.locator(".theirs .bubble").last).to_contain_text("/ask")


def test_a_card_is_sent_to_the_group_and_leads_back_to_the_private_chat(browser: Browser, teahouse: str) -> None:
    with opened(browser, teahouse, DESK) as page:
        begin(page)
        open_chat(page, "群聊")
        page.get_by_role("textbox", name="写消息").fill("@chapu_sandbox_bot 共享茶铺")
        offered(page, "香樟社区").first.click()
        expect(page.locator(".mine .bubble").last).to_contain_text("通过 @chapu_sandbox_bot")
        page.locator(".row.mine").last.locator(".key").click()
        expect(page.get_by_role("heading", name="茶铺", level=2)).to_be_visible()
        expect(page.locator(".theirs .bubble").last).to_contain_text("香樟社区")


def test_the_real_bot_on_a_phone(browser: Browser, teahouse: str) -> None:
    with opened(browser, teahouse, PHONE) as page:
        begin(page)
        say(page, "党建引领")
        expect(bubble(page, "这是第 1–")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("#scroller").evaluate("scroller => scroller.scrollWidth <= scroller.clientWidth")
        assert page.evaluate(SMALL) == []

"""The running bot: the Application put together, its menus, and how it is started and stopped."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import logging
from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.constants import UpdateType
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import Application, BaseUpdateProcessor, ContextTypes, Defaults
from telegram.request import HTTPXRequest

from knowledge import Library, editors

from . import menu, texts
from .access import App, Context
from .command_line import Fault
from .desk import after, importing, leads, reading
from .house import House, Role
from .keeping import keep_for
from .options import Options
from .routes import COMMANDS, commands_of, register
from .traffic import Limiter
from .weekly.knock import knock_for

log = logging.getLogger(__name__)

ALLOWED = [
    *(UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CHANNEL_POST, UpdateType.CALLBACK_QUERY),
    *(UpdateType.INLINE_QUERY, UpdateType.MY_CHAT_MEMBER),
]
SIDE_BY_SIDE = 64
"""Updates of different chats that are answered at once."""
MOST_WAITING, MOST_WAITING_IN_GROUP = 100, 20
"""Updates of one chat that wait for the one before them; what comes on top is let go. A hundred is what Telegram brings at once, of a long text that is
pasted; it takes 20 messages a minute in a group.
"""
MOST_HELD = 10_000
"""Updates of all chats together."""
RETRY_FOR_EVER = -1
"""At the start, while there is no network yet."""


class ByChat(BaseUpdateProcessor):
    """Takes the updates of one chat one after the other, those of different chats side by side; a busy chat holds up no other."""

    def __init__(self) -> None:
        super().__init__(MOST_HELD)
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Wait for the chat's earlier updates, then do this one; let it go where too many wait already."""
        place = (update.effective_chat or update.effective_user) if isinstance(update, Update) else None
        key = place.id if place else 0
        most = MOST_WAITING if key >= 0 else MOST_WAITING_IN_GROUP
        if self._waiting[key] >= most and inspect.iscoroutine(coroutine):
            coroutine.close()
            return
        self._waiting[key] += 1
        try:
            async with self._locks.setdefault(key, asyncio.Lock()), self._slots:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to give back."""


class Patient(HTTPXRequest):
    """Asks for updates, and lets nothing in an answer stop it from asking for the next.

    The token was good at the start, so that a 401 or 404 is a stray one of a proxy, and as 502 it is tried again. An update that
    python-telegram-bot cannot read, which it would ask for again and again, is let go.
    """

    async def do_request(self, *args: Any, **extra: Any) -> tuple[int, bytes]:
        """The status and body of one request."""
        code, body = await super().do_request(*args, **extra)
        if code == HTTPStatus.OK:
            return code, _readable(body)
        return (HTTPStatus.BAD_GATEWAY if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND) else code), body


def _readable(body: bytes) -> bytes:
    """An answer with updates, those that cannot be read emptied but for their number, which confirms them."""
    try:
        answer = json.loads(body)
        updates = answer["result"] if isinstance(answer["result"], list) else []
    except (ValueError, KeyError, TypeError):
        return body  # for python-telegram-bot to tell
    odd = [at for at, update in enumerate(updates) if not _is_readable(update)]
    for at in odd:
        log.warning("an update of a kind unknown was let go: %s", ", ".join(sorted(updates[at])))
        updates[at] = {"update_id": updates[at]["update_id"]}
    return json.dumps(answer).encode() if odd else body


def _is_readable(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update)
    except Exception:  # whatever a newer or an older server leaves out
        return False
    return True


def build(library: Library, options: Options) -> App:
    """The Application: not yet running, every handler registered."""
    house = House(library, options.owners, commands_of, schedule=options.schedule)
    builder = (
        Application.builder()
        .token(options.token)
        .base_url(f"{options.api_url}/bot")
        .base_file_url(f"{options.api_url}/file/bot")
        .context_types(ContextTypes(context=Context))
        .defaults(Defaults(tzinfo=options.timezone))
        .rate_limiter(Limiter(house.traffic))
        .get_updates_request(Patient(proxy=options.proxy or None))
        .concurrent_updates(ByChat())
        .post_init(partial(_get_ready, options=options))
        .post_stop(_end_work)
    )
    if options.proxy:
        builder = builder.proxy(options.proxy)
    app = builder.build()
    app.bot_data["house"] = house
    register(app)
    return app


def serve(library: Library, options: Options) -> None:
    """Run the bot until SIGINT or SIGTERM: what was begun is ended first. Raises Fault where it cannot run at all."""
    write_log(options.token)
    app = build(library, options)
    gc.collect()
    gc.freeze()  # the words and dictionaries stay: to go through them again and again would hold up answers for 50 ms each time
    try:
        if options.webhook_url:
            _listen(app, options)
        else:
            app.run_polling(allowed_updates=ALLOWED, bootstrap_retries=RETRY_FOR_EVER)
    except InvalidToken:
        raise Fault(texts.REFUSED_TOKEN.format(url=options.api_url)) from None


def write_log(token: str) -> None:
    """Write the log to standard error, the token left out wherever it would stand: httpx names addresses, and those hold it."""
    out = logging.StreamHandler()
    out.setFormatter(_Tokenless(token))
    # A refused token ends the program, which tells it in one line.
    out.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], InvalidToken)))
    logging.basicConfig(level=logging.INFO, handlers=[out], force=True)
    for name in ("httpx", "apscheduler", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Tokenless(logging.Formatter):
    """Writes a line, and any traceback, without the token."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        return super().format(record).replace(self._token, "<token>")


def _listen(app: App, options: Options) -> None:
    host, port = options.listen
    try:
        app.run_webhook(
            listen=host,
            port=port,
            url_path=urlsplit(options.webhook_url).path.strip("/"),
            webhook_url=options.webhook_url,
            secret_token=options.webhook_secret,
            allowed_updates=ALLOWED,
            bootstrap_retries=RETRY_FOR_EVER,
        )
    except OSError as error:
        raise Fault(texts.CANNOT_LISTEN.format(name=f"{host}:{port}", reason=texts.reason(error))) from None


async def _get_ready(app: App, options: Options) -> None:
    """Before the first update. Raises Fault where Telegram refuses the address it shall send updates to."""
    log.info("answering as @%s", app.bot.username)
    after.settle(app.bot_data["house"].library)
    if app.job_queue:
        for begins in (
            _tell_menus,
            _learn_names,
            reading.read_on,
            after.at_start,
            leads.tell_editors,
            leads.tell_all_published,
            importing.take_up,
        ):
            app.job_queue.run_once(begins, 0, job_kwargs={"misfire_grace_time": None})
        keep_for(app, options)
        knock_for(app)
    if options.webhook_url:  # asked here as well, because run_webhook would try a refused address for ever
        try:
            await app.bot.set_webhook(options.webhook_url, secret_token=options.webhook_secret, allowed_updates=ALLOWED)
        except BadRequest as error:
            log.error("%s", error)
            raise Fault(texts.REFUSED_WEBHOOK) from None
        except TelegramError as error:
            log.warning("the webhook is tried again: %s", error)


async def _end_work(app: App) -> None:
    """Stop what is done in the background.

    What is being read, an import and the undoing of one go on at the next start, for the library's file has how far they are; an import whose file was not
    yet read is told to be sent again. An export, a trial of synonyms, an audit, the misses and a picture end here, and may be asked for again.
    """
    house: House = app.bot_data["house"]
    await house.end()


async def _learn_names(context: Context) -> None:
    """Ask Telegram what the owners are called; one that it does not know yet says so with the first message."""
    for owner in context.house.owners:
        with suppress(TelegramError):
            context.house.names.setdefault(owner, (await context.bot.get_chat(owner)).first_name or "")


async def _tell_menus(context: Context) -> None:
    """Tell Telegram what the bot is and which commands each kind of chat is offered; a chat it does not know yet is left out."""
    in_groups = [BotCommand(command.name, menu.MENU[command.name]) for command in COMMANDS if command.in_group]
    of_admins = [BotCommand(command.name, menu.MENU[command.name]) for command in COMMANDS if command.of_admins]
    try:
        await context.bot.set_my_commands(commands_of(Role.WORKER), BotCommandScopeAllPrivateChats())
        await context.bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats())
        await context.bot.set_my_commands(in_groups + of_admins, BotCommandScopeAllChatAdministrators())
        for editor in sorted(context.house.owners | editors(context.library.db)):
            with suppress(BadRequest, Forbidden):
                await context.bot.set_my_commands(commands_of(context.house.role(editor)), BotCommandScopeChat(editor))
        await context.bot.set_my_description(texts.DESCRIPTION)
        await context.bot.set_my_short_description(texts.SHORT_DESCRIPTION)
    except TelegramError as error:
        log.warning("the menus stay as they were: %s", error)

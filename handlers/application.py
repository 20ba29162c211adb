"""The running bot: the Application put together, its menus, and how it is started and stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.constants import UpdateType
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError
from telegram.ext import AIORateLimiter, Application, BaseUpdateProcessor, ContextTypes, Defaults

from knowledge import Library, editors

from . import texts
from .access import App, Context, House
from .command_line import Fault
from .options import Options
from .routes import COMMANDS, register

log = logging.getLogger(__name__)

ALLOWED = [UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.INLINE_QUERY]
SIDE_BY_SIDE = 64
"""Updates of different chats that are answered at once."""
RETRIES = 3
"""How often a message is sent again when Telegram says to wait."""
RETRY_FOR_EVER = -1
"""At the start, while there is no network yet."""


class ByChat(BaseUpdateProcessor):
    """Takes the updates of one chat one after the other, those of different chats side by side."""

    def __init__(self) -> None:
        super().__init__(SIDE_BY_SIDE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Wait for the chat's earlier updates, then do this one."""
        place = (update.effective_chat or update.effective_user) if isinstance(update, Update) else None
        lock = self._locks.setdefault(place.id if place else 0, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to give back."""


def build(library: Library, options: Options) -> App:
    """The Application: not yet running, every handler registered."""
    builder = (
        Application.builder()
        .token(options.token)
        .base_url(f"{options.api_url}/bot")
        .base_file_url(f"{options.api_url}/file/bot")
        .context_types(ContextTypes(context=Context))
        .defaults(Defaults(tzinfo=options.timezone))
        .rate_limiter(AIORateLimiter(max_retries=RETRIES))
        .concurrent_updates(ByChat())
        .post_init(partial(_get_ready, options=options))
    )
    if options.proxy:
        builder = builder.proxy(options.proxy).get_updates_proxy(options.proxy)
    app = builder.build()
    app.bot_data["house"] = House(library, options.owners)
    register(app)
    return app


def serve(library: Library, options: Options) -> None:
    """Run the bot until SIGINT or SIGTERM: what was begun is ended first. Raises Fault where it cannot run at all."""
    write_log(options.token)
    app = build(library, options)
    try:
        if options.webhook_url:
            _listen(app, options)
        else:
            app.run_polling(allowed_updates=ALLOWED, bootstrap_retries=RETRY_FOR_EVER)
    except InvalidToken:
        raise Fault(texts.REFUSED_TOKEN.format(url=options.api_url)) from None
    except OSError as error:
        raise Fault(
            texts.CANNOT_LISTEN.format(name=":".join(map(str, options.listen)), reason=texts.reason(error))
        ) from None


def write_log(token: str) -> None:
    """Write the log to standard error, the token left out wherever it would stand: httpx names addresses, and those hold it."""
    out = logging.StreamHandler()
    out.setFormatter(_Tokenless(token))
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
    app.run_webhook(
        listen=host,
        port=port,
        url_path=urlsplit(options.webhook_url).path.strip("/"),
        webhook_url=options.webhook_url,
        secret_token=options.webhook_secret,
        allowed_updates=ALLOWED,
        bootstrap_retries=RETRY_FOR_EVER,
    )


async def _get_ready(app: App, options: Options) -> None:
    """What Telegram is to know before the first update. Raises Fault where it refuses the address it shall send updates to."""
    log.info("answering as @%s", app.bot.username)
    try:
        await _tell_menus(app)
        if options.webhook_url:  # asked here as well, because run_webhook would try a refused address for ever
            await app.bot.set_webhook(options.webhook_url, secret_token=options.webhook_secret, allowed_updates=ALLOWED)
    except BadRequest as error:
        log.error("%s", error)
        raise Fault(texts.REFUSED_WEBHOOK) from None
    except NetworkError as error:
        log.warning("the menus stay as they were: %s", error)


async def _tell_menus(app: App) -> None:
    """Tell Telegram what the bot is and which commands each kind of chat is offered; a chat it does not know yet is left out."""
    everywhere = [BotCommand(command.name, texts.MENU[command.name]) for command in COMMANDS]
    in_groups = [BotCommand(command.name, texts.MENU[command.name]) for command in COMMANDS if command.in_group]
    await app.bot.set_my_commands(everywhere, BotCommandScopeAllPrivateChats())
    await app.bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats())
    house: House = app.bot_data["house"]
    for editor in sorted(house.owners | editors(house.library.db)):
        with suppress(BadRequest, Forbidden):
            await app.bot.set_my_commands(everywhere, BotCommandScopeChat(editor))
    await app.bot.set_my_description(texts.DESCRIPTION)
    await app.bot.set_my_short_description(texts.SHORT_DESCRIPTION)

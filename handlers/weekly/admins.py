"""Who may say what a chat gets: in a private chat its person, in a group or channel its admins."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from knowledge import ChapuError

from .. import send
from ..access import SHARED, Context, is_private
from . import texts

ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def words(update: Update) -> dict[str, str]:
    """What to send to subscribe, leave and see the settings, where an update is from."""
    return texts.WORDS[is_private(update)]


def kind_of(update: Update) -> str:
    """What kind of chat an update is from: private, group or channel."""
    if is_private(update):
        return "private"
    return "channel" if update.effective_chat and update.effective_chat.type == ChatType.CHANNEL else "group"


def is_anonymous(update: Update) -> bool:
    """Whether a message in a group does not say which person wrote it."""
    user = update.effective_user
    return kind_of(update) == "group" and update.callback_query is None and (user is None or user.id in SHARED)


async def is_admin(update: Update, context: Context) -> bool:
    """Whether whoever an update is from may speak for its chat. What stands in a channel was written by an admin; who presses a button there need be none.

    Raises ChapuError where Telegram does not tell.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or is_private(update):
        return chat is not None
    if kind_of(update) == "channel" and update.callback_query is None:
        return True
    if user is None or user.id in SHARED:
        return False
    try:
        return (await context.bot.get_chat_member(chat.id, user.id)).status in ADMINS
    except TelegramError:
        raise ChapuError(texts.TRY_LATER) from None


async def may_change(update: Update, context: Context) -> bool:
    """The same for whoever presses a button; one who may not is told."""
    if await is_admin(update, context):
        return True
    if update.callback_query:
        await send.toast(update.callback_query, texts.ADMINS_ONLY, alert=True)
    return False

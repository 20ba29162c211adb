"""What a reader suggests for the library: a text, a link or a file, which the editors look at.

g:LEAD:SIGN    thank the reader by name (1) or not (0)
"""

from __future__ import annotations

import re

from telegram import ForceReply, Message, Update

from knowledge import Lead, LeadState, ReadError, Suggested, keep_lead, lead_by_id, put_credit, put_step

from . import feedback, menu, send, start
from . import suggest_texts as texts
from .access import Context, data_of
from .desk import leads
from .keyboards import board, press
from .markup import head
from .said import LARGEST, MB, Called, whole, written
from .send import Screen

STEP = "s:suggest"
SIGNED, ON_BUTTON, NAME = 20, 4, 60
"""UTF-16 units of the name that is thanked, and of it on a button; characters of a file's name."""
LEAST = 6
"""Characters of a text: less is a word typed for something else."""
ALBUM = "album"
"""What the album whose files are being suggested is called in a chat's data."""
_COMMAND = re.compile(r"/suggest(?!\w)", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


async def suggest(update: Update, context: Context) -> None:
    """Keep what comes with the command, or ask for it."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if message.document or _words(message):
        await take(update, context)
    else:
        put_step(context.library.db, user.id, STEP, "")
        prompt = ForceReply(input_field_placeholder=texts.PLACEHOLDER)
        await send.reply(message, send.sentence(texts.ASK, prompt))


async def take(update: Update, context: Context) -> None:
    """Keep what a message suggests, thank for it, and tell the editors; what cannot be taken is asked for once more."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    try:
        suggested = _suggested(message)
    except ReadError:
        put_step(context.library.db, user.id, STEP, "")
        raise
    if context.chat_data is not None and message.media_group_id:
        context.chat_data[ALBUM] = message.media_group_id
    name = head(whole(" ".join(user.full_name.split())), SIGNED) or texts.A_READER
    lead = keep_lead(context.library.db, user.id, name, suggested)
    await send.reply(message, _screen(lead))
    await leads.tell_editors(context)


async def take_file(update: Update, context: Context) -> None:
    """Take a file whose caption says so, or that is of the album just suggested; the caption of any other is a question."""
    message = update.effective_message
    if message is None:
        return
    album = context.chat_data.get(ALBUM) if context.chat_data else None
    if _COMMAND.match(message.caption or "") or (album and message.media_group_id == album):
        await take(update, context)
    elif message.caption and Called().filter(message):
        await feedback.reason_or_question(update, context)
    else:
        await start.only_text(update, context)


async def sign(update: Update, context: Context) -> None:
    """Thank a reader by name or not, as they like."""
    query = update.callback_query
    if query is None:
        return
    _, lead_id, on = data_of(update)
    kept = lead_by_id(context.library.db, int(lead_id))
    lead = put_credit(context.library.db, kept.id, query.from_user.id, kept.name if on == "1" else None)
    await send.show(update, _screen(lead, chosen=True))


def _suggested(message: Message) -> Suggested:
    """What a message suggests. Raises ReadError where it is nothing that can be read."""
    document, words = message.document, _words(message)
    if document:
        size = document.file_size or 0
        if size > LARGEST:
            raise ReadError(texts.TOO_LARGE.format(name=(document.file_name or "")[:NAME], size=-(-size // MB)))
        return Suggested("file", document.file_id, document.file_name or "", words, document.file_unique_id)
    if message.text is None or not words:
        raise ReadError(texts.UNFIT)
    if len(words) < LEAST:
        raise ReadError(texts.TOO_SHORT.format(words=words))
    return Suggested("link" if _LINK.fullmatch(words) else "text", words)


def _words(message: Message) -> str:
    """What a message says less the command, or the word for it."""
    return "" if Called(menu.WORDS["suggest"]).filter(message) else written(message)


def _screen(lead: Lead, chosen: bool = False) -> Screen:
    """What became of a suggestion, with the buttons to be thanked by name or not; chosen: whether the reader has just said."""
    if lead.state is LeadState.REFUSED:
        return send.sentence(texts.REFUSED_BEFORE.format(reason=lead.reason))
    if lead.state is LeadState.PUBLISHED:
        return send.sentence(texts.PUBLISHED_BEFORE.format(id=lead.case_id) if lead.case_id else texts.PUBLISHED_ONCE)
    became = texts.READ if lead.state is LeadState.ACCEPTED else texts.KEPT
    sign = press(texts.SIGN.format(name=head(lead.name, ON_BUTTON)), "g", lead.id, 1)
    no_sign = press(texts.NO_SIGN, "g", lead.id, 0)
    if lead.credit:
        return send.sentence(became + texts.WITH_CREDIT.format(name=lead.credit), board([no_sign]))
    if chosen:
        return send.sentence(became + texts.WITHOUT_CREDIT, board([sign]))
    return send.sentence(became + texts.ASK_CREDIT.format(name=lead.name), board([sign, no_sign]))

"""Synonyms told in chat: what they would do is shown before they are saved; saved, they count at once."""

from __future__ import annotations

import re

from telegram import Message, Update

from knowledge import ChapuError, put_step
from knowledge.desk import (
    TRIED_DAYS,
    Synonyms,
    drop_proposal,
    drop_synonyms,
    propose_synonyms,
    read_synonyms,
    restore_synonyms,
    save_synonyms,
    synonyms,
    synonyms_by_id,
    try_synonyms,
)

from .. import render, send
from ..access import Context, begin, data_of
from ..apart import GoneError, apart
from ..markup import Html
from ..said import said
from ..send import Screen
from ..slices import in_slices
from . import buttons, gap_render
from . import gaps_texts as texts
from .after import after_change

STEP = "d:syn"
"""In which the next message is a line of synonyms."""
PER_PAGE = 6
LONGEST_TRIAL = 300.0
"""Seconds: with 10,000 cases it takes half a minute on an idle machine."""
_WORD = re.compile(r"(?:/syn(?:@\w+)?|同义词)[\s:：]*")


async def syn(update: Update, context: Context) -> None:
    """Try the synonyms that a message tells, or list those told so far."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    line = _line(message)
    if line:
        await _propose(update, context, line)
    else:
        await send.reply(message, _list(context, 1, user.id))


async def take_line(update: Update, context: Context) -> None:
    """Try the synonyms that were asked for; what cannot be read may be sent once more."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or context.step is None:
        return
    try:
        await _propose(update, context, _line(message))
    except ChapuError:
        put_step(context.library.db, user.id, *context.step)
        raise


async def page(update: Update, context: Context) -> None:
    """Show a page of the synonyms told in chat."""
    if update.effective_user:
        await send.show(update, _list(context, int(data_of(update)[2]), update.effective_user.id))


async def keep(update: Update, context: Context) -> None:
    """Save what was proposed."""
    told, user = _told(update, context), update.effective_user
    if user is None:
        return
    if not (told.saved or told.removed):
        read_synonyms(context.library, str(told))  # the same may have been told meanwhile
        if await in_slices(save_synonyms(context.library, told.id, user.id)):
            after_change(context)
    await send.show(update, _one(_told(update, context), texts.SAVED))


async def drop(update: Update, context: Context) -> None:
    """Let go of what was proposed."""
    drop_proposal(context.library.db, _told(update, context).id)
    await send.show(update, _one(_told(update, context), texts.SAVED))


async def remove(update: Update, context: Context) -> None:
    """Take synonyms out."""
    user = update.effective_user
    if user and drop_synonyms(context.library, _told(update, context).id, user.id):
        after_change(context)
    await send.show(update, _one(_told(update, context), texts.SAVED))


async def put_back(update: Update, context: Context) -> None:
    """Have synonyms that were taken out count again."""
    user = update.effective_user
    if user and restore_synonyms(context.library, _told(update, context).id, user.id):
        after_change(context)
    await send.show(update, _one(_told(update, context), texts.RESTORED))


async def _propose(update: Update, context: Context, line: str) -> None:
    """Keep synonyms that may be saved, and try them in the background. Raises ChapuError where they can be none."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    words = read_synonyms(context.library, line)
    told = synonyms_by_id(context.library.db, propose_synonyms(context.library.db, words, user.id))
    trying = texts.TRYING if context.library.home else texts.NOT_TRIED
    sent = await send.reply(message, _proposal(told, trying))
    if context.library.home:
        begin(context, _try(context, told, sent), update)


async def _try(context: Context, told: Synonyms, sent: Message) -> None:
    """Show what synonyms would do, in the place of the message that says it is being tried; nothing where they were saved or dropped meanwhile."""
    if context.library.home is None:
        return
    about: Html | str = texts.NOT_TRIED
    try:
        tried = await apart(context.house.slots, try_synonyms, *context.library.home, told.words, seconds=LONGEST_TRIAL)
        about = gap_render.trial(tried, TRIED_DAYS)
    except (GoneError, ChapuError):
        pass
    now = synonyms_by_id(context.library.db, told.id)
    if not (now.saved or now.removed):
        await send.replace(context.bot, sent.chat_id, sent.message_id, _proposal(told, about))


def _line(message: Message) -> str:
    """What a message says of synonyms, in one line, less the command or the word for it."""
    return _WORD.sub("", " ".join(said(message).split()), count=1)


def _told(update: Update, context: Context) -> Synonyms:
    return synonyms_by_id(context.library.db, int(data_of(update)[2]))


def _proposal(told: Synonyms, about: Html | str) -> Screen:
    return Screen(gap_render.proposal(told, about), buttons.proposed(told.id))


def _one(told: Synonyms, saved: str) -> Screen:
    """What has become of synonyms; saved: what to say where they count."""
    text = texts.DROPPED if not told.saved else texts.REMOVED if told.removed else saved
    return send.sentence(text.format(words=gap_render.words(told)), buttons.told(told))


def _list(context: Context, wanted: int, reader_id: int) -> Screen:
    groups = synonyms(context.library.db)
    page_now, pages, at = render.on_page(len(groups), wanted, PER_PAGE)
    shown = [(number + 1, groups[number]) for number in at]
    named = [(number, told, _who(context, told, reader_id)) for number, told in shown]
    text = gap_render.synonym_list(len(groups), named, context.library.files.groups, context.timezone)
    return Screen(text, buttons.synonym_list(shown, page_now, pages))


def _who(context: Context, told: Synonyms, reader_id: int) -> str:
    if told.editor_id == reader_id:
        return texts.YOU
    return texts.OWNER if told.editor_id in context.house.owners else told.editor or texts.SOMEBODY

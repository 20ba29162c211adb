"""What readers suggest: the editors are told, look at it, and decide; whoever suggested it is told once what became of it."""

from __future__ import annotations

import logging
import re
from contextlib import suppress

from telegram import ForceReply, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from knowledge import ChapuError, Lead, LeadState, editors, lead_by_id, put_step
from knowledge.desk import Piece, decide_lead, lead_count, lead_published, leads_in, leads_to_tell, published_leads

from .. import render, send
from .. import suggest_texts as reader_texts
from ..access import Context, data_of
from ..keyboards import board, press
from ..markup import head, plain
from ..said import whole, written
from ..send import Screen
from ..texts import SEE_CASE
from . import lead_screens as screens
from . import numbers_texts as texts
from .adding import read_for

log = logging.getLogger(__name__)

STEP = "d:refuse"
JOB = "leads"
LISTS = {"w": LeadState.WAITING, "a": LeadState.ACCEPTED}
"""What a button carries for each list."""
LONGEST_REASON = 300
FEW_WORDS = 80
"""Characters beside an address that only say what it is."""
_LINK = re.compile(r"https?://[^\s，。；、）》」]+", re.IGNORECASE)


async def tell_editors(context: Context) -> None:
    """Tell the editors how many new suggestions there are; later, where they were told of others just now."""
    count, wait = leads_to_tell(context.library.db)
    if wait and context.job_queue and not context.job_queue.get_jobs_by_name(JOB):
        late = {"misfire_grace_time": None}
        context.job_queue.run_once(tell_editors, wait + 1, name=JOB, job_kwargs=late)  # type: ignore[arg-type] # the queue does not know the context's class
    if count:
        screen = send.sentence(texts.NEW_LEADS.format(count=count), board([press(texts.SEE_LEADS, "d:i:l:w:1")]))
        for editor_id in sorted(context.house.owners | editors(context.library.db)):
            with suppress(TelegramError):
                await send.to_person(context.bot, editor_id, screen)


async def list_leads(update: Update, context: Context) -> None:
    """List the suggestions that wait, or those that are accepted and not yet published."""
    data = data_of(update)
    kind, page = (data[3], int(data[4])) if data else ("w", 1)
    count = lead_count(context.library.db, LISTS[kind])
    page, pages, shown = render.on_page(count, page, screens.LISTED)
    found = leads_in(context.library.db, LISTS[kind], len(shown), shown.start)
    await send.show(update, screens.listed(found, count, kind, (page, pages), context.timezone))


async def open_lead(update: Update, context: Context) -> None:
    """Show a suggestion, and send its file along."""
    lead = _lead(update, context)
    await send.show(update, screens.lead(lead, context.timezone))
    message = update.effective_message
    if lead.suggested.kind == "file" and message:
        try:
            await context.bot.send_document(message.chat_id, lead.suggested.content)
        except BadRequest as error:
            name = screens.file_name(lead.suggested)
            told = texts.NO_FILE.format(name=name, reason=error, name_of=lead.name)
            await send.reply(message, send.sentence(told))


async def see_page(update: Update, context: Context) -> None:
    """Show another page of a suggestion."""
    await send.show(update, screens.lead(_lead(update, context), context.timezone, page=int(data_of(update)[4])))


async def accept(update: Update, context: Context) -> None:
    """Accept a suggestion, and read it into drafts for the editor."""
    lead = await _decide(update, context, int(data_of(update)[3]), LeadState.ACCEPTED)
    if lead and update.effective_user:
        await read_for(context, update.effective_user.id, [_piece(lead)], lead.id)


async def read_again(update: Update, context: Context) -> None:
    """Read an accepted suggestion once more: the first time it may have failed, or its drafts were dropped."""
    lead = _lead(update, context)
    if update.callback_query and lead.state is LeadState.ACCEPTED:
        await send.toast(update.callback_query)
        await read_for(context, update.callback_query.from_user.id, [_piece(lead)], lead.id)
    else:
        await send.show(update, screens.lead(lead, context.timezone))


async def ask_reason(update: Update, context: Context) -> None:
    """Ask why a suggestion is refused."""
    lead = _lead(update, context)
    is_open = lead.state in screens.OPEN
    await send.show(update, screens.reasons(lead) if is_open else screens.lead(lead, context.timezone))


async def refuse(update: Update, context: Context) -> None:
    """Refuse a suggestion for the reason that was tapped."""
    *_, lead_id, reason = data_of(update)
    await _decide(update, context, int(lead_id), LeadState.REFUSED, reader_texts.REASONS[int(reason)])


async def ask_words(update: Update, context: Context) -> None:
    """Ask for the reason in the editor's own words: their next message is it."""
    query, lead = update.callback_query, _lead(update, context)
    if query and update.effective_message:
        put_step(context.library.db, query.from_user.id, STEP, str(lead.id))
        prompt = ForceReply(input_field_placeholder=texts.WHY_PLACEHOLDER)
        text = texts.ASK_WHY.format(id=lead.id, name=lead.name)
        await send.reply(update.effective_message, send.sentence(text, prompt))
        await send.toast(query)


async def take_reason(update: Update, context: Context) -> None:
    """Refuse a suggestion for the reason that a message gives."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or context.step is None:
        return
    if message.text and (reason := whole(" ".join(written(message).split()))):
        told = reader_texts.REFUSED_WORDS.format(reason=reason[:LONGEST_REASON])
        await _decide(update, context, int(context.step[1]), LeadState.REFUSED, told)
    else:
        put_step(context.library.db, user.id, *context.step)
        await send.reply(message, send.sentence(texts.WHY_TEXT))


async def tell_all_published(context: Context) -> None:
    """Tell whoever suggested what was published; what was published before a crash too."""
    for lead_id, case_id in published_leads(context.library.db):
        await tell_published(context, lead_id, case_id)


async def tell_published(context: Context, lead_id: int, case_id: int) -> None:
    """A case that came of a suggestion was published: tell whoever suggested it, once; who accepted it is told where that cannot be."""
    if lead_published(context.library.db, lead_id, case_id) is None:
        return
    lead = lead_by_id(context.library.db, lead_id)
    text = reader_texts.PUBLISHED.format(what=screens.title(lead.suggested), id=case_id)
    see = board([press(SEE_CASE.format(id=case_id), "c", case_id, 1, "")])
    if not await _tell_reader(context, lead, send.sentence(text, see)) and lead.editor_id:
        with suppress(TelegramError):
            await send.to_person(context.bot, lead.editor_id, send.sentence(texts.UNREACHED.format(name=lead.name)))


async def _decide(update: Update, context: Context, lead_id: int, state: LeadState, reason: str = "") -> Lead | None:
    """Decide on a suggestion, tell its reader and show the editor; None where it was decided before. Raises ChapuError where by somebody else."""
    if update.effective_user is None:
        return None
    editor_id = update.effective_user.id
    lead, decided = decide_lead(context.library.db, lead_id, editor_id, state, reason)
    if not decided:
        if lead.editor_id == editor_id and lead.state is state and update.callback_query:
            await send.put_buttons(update.callback_query, send.inline(screens.lead(lead, context.timezone)))
            await send.toast(update.callback_query)
            return None
        who = texts.YOU if lead.editor_id == editor_id else await _name(context, lead.editor_id)
        raise ChapuError(texts.DECIDED.format(who=who, id=lead.id, state=texts.STATES[lead.state.value]))
    accepted = state is LeadState.ACCEPTED
    text = (reader_texts.ACCEPTED if accepted else reader_texts.REFUSED).format(
        what=screens.title(lead.suggested), reason=reason
    )
    reached = await _tell_reader(context, lead, Screen(plain(text)))
    outcome = (texts.REACHED if reached else texts.UNREACHED).format(name=lead.name)
    await send.show(update, screens.lead(lead, context.timezone, outcome=outcome))
    return lead


async def _tell_reader(context: Context, lead: Lead, screen: Screen) -> bool:
    """Tell whoever suggested something; whether they could be reached."""
    try:
        await send.to_person(context.bot, lead.reader_id, screen)
    except TelegramError as error:
        if not isinstance(error, Forbidden):
            log.warning("lead %s: its reader was not told: %s", lead.id, error)
        return False
    return True


async def _name(context: Context, editor_id: int | None) -> str:
    """What an editor is called."""
    with suppress(TelegramError):
        if editor_id:
            return head((await context.bot.get_chat(editor_id)).full_name or texts.SOMEBODY, screens.NAME)
    return texts.SOMEBODY


def _lead(update: Update, context: Context) -> Lead:
    """The suggestion that a button is about."""
    return lead_by_id(context.library.db, int(data_of(update)[3]))


def _piece(lead: Lead) -> Piece:
    """What is to be read: an address with a few words beside it is a link."""
    suggested = lead.suggested
    if suggested.kind == "file":
        return Piece("file", suggested.content, screens.file_name(suggested))
    links = _LINK.findall(suggested.content)
    if len(links) == 1 and len(suggested.content) - len(links[0]) <= FEW_WORDS:
        return Piece("link", links[0], links[0])
    return Piece("text", suggested.content)

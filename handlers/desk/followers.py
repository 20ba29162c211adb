"""有了通知我: who follows a question that a case answers now is told, each once."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TypeAlias

from telegram.error import Forbidden, TelegramError

from knowledge import UNCERTAIN, Answer, QuestionError, Why, answer
from knowledge.desk import begin_telling, drop_wish, end_telling, last_answer, wait_again, waiting_wishes

from .. import keyboards, render, send
from ..access import SHUT_OUT, Context
from ..markup import plain, short
from ..send import Screen
from . import checks_texts as texts
from .audit import SLICE

log = logging.getLogger(__name__)

CASES = 3
QUESTION, FEW = 200, 4

Meaning: TypeAlias = tuple[frozenset[str], tuple[str, ...]]
"""The words that a question is found by and what it wants to know, whatever the words' order and the words that only ask."""


async def tell_followers(context: Context) -> None:
    """Tell everybody whose question a case answers now; one person is not told twice of questions that mean the same."""
    told: set[tuple[int, Meaning]] = set()
    for question, readers in waiting_wishes(context.library.db).items():
        for reader_id in readers:
            await asyncio.sleep(SLICE)
            if not context.application.running:  # the rest waits for the next start
                return
            found = _answered(context, question)  # anew for each: a case may be withdrawn while others are told
            if found is None:
                break
            meant = (reader_id, _meaning(found.why))
            if await _tell(context, reader_id, found, known=meant in told):
                told.add(meant)


async def _tell(context: Context, reader_id: int, found: Answer, known: bool) -> bool:
    """Tell one follower; whether they know now. known: they were told of the same just now.

    The wish is marked before the message goes out, so that whatever happens it never goes out twice.
    """
    db, question = context.library.db, found.question
    if not begin_telling(db, reader_id, question):
        return False
    if not known:
        try:
            await send.to_person(context.bot, reader_id, _news(context, reader_id, found))
        except TelegramError as error:
            _not_told(context, reader_id, question, error)
            return False
    end_telling(db, reader_id, question, found.hits[0].case.id)
    return True


def _not_told(context: Context, reader_id: int, question: str, error: TelegramError) -> None:
    """What becomes of a wish whose message was refused: it waits again, ends, or is taken for told where that is not known."""
    db = context.library.db
    if isinstance(error, Forbidden) or any(phrase in str(error).lower() for phrase in SHUT_OUT):
        drop_wish(db, reader_id, question)
    elif send.did_not_arrive(error):
        log.warning("a follower is told another time: %s", error)
        wait_again(db, reader_id, question)
    else:
        log.warning("whether a follower was told is not known: %s", error)
        end_telling(db, reader_id, question, UNCERTAIN)


def _answered(context: Context, question: str) -> Answer | None:
    """The answer to a question, None where the library has none that is worth a message."""
    try:
        found = answer(context.library, question)
    except QuestionError:
        return None
    return found if found.sure else None


def _meaning(why: Why | None) -> Meaning:
    return (frozenset(term.text for term in why.terms), why.intent) if why else (frozenset(), ())


def _news(context: Context, reader_id: int, found: Answer) -> Screen:
    hits = [replace(hit, excerpts=hit.excerpts[:1]) for hit in found.hits[:CASES]]
    above = texts.ANSWERED.format(question=short(found.question, QUESTION, FEW))
    answer_id = last_answer(context.library.db, reader_id, found.question)
    back = f"a:{answer_id}:1" if answer_id else ""
    board = keyboards.told([hit.case for hit in hits], back)
    return Screen(render.hits(plain(above), hits, plain(texts.TOLD_ONCE)), board)

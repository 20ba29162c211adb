"""命中测试: the inside of an answer, in chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import Message, Update

from knowledge import Answer, Term, Weighed, answer, case_districts, put_step

from .. import send
from ..access import Context
from ..ask import LONGEST
from ..markup import Html, bold, joined, plain, quote, short
from ..said import is_command, said
from ..send import Screen
from ..wording import held_lines, opening, score_line, term_line, understood
from . import checks_texts as texts

STEP = "d:test"
QUESTION, TITLE, LINE, FEW = 60, 60, 200, 2
"""UTF-16 units of the question said again, of a case's title and of a line; entities that Telegram may find in one."""
MOST = ((20, 8, 12), (10, 4, 6), (5, 2, 3), (5, 0, 1))
"""Words of the question, words also looked for instead of one, and words that a case holds; the first that lets all of it fit is taken."""
CASES = 3


async def test(update: Update, context: Context) -> None:
    """Show what the answer to a question rests on; without one, ask for it: the next message is it. Nothing of this is kept. Raises QuestionError."""
    message = update.effective_message
    if message:
        await _show(update, context, message, said(message) if is_command(message) else "")


async def test_asked(update: Update, context: Context) -> None:
    """The same for a question that was asked for. Raises QuestionError."""
    message = update.effective_message
    if message:
        await _show(update, context, message, said(message))


async def _show(update: Update, context: Context, message: Message, question: str) -> None:
    if question:
        found = answer(context.library, question[:LONGEST])
        await send.reply(message, Screen(inside(found, case_districts(context.library.db))))
    elif update.effective_user:
        put_step(context.library.db, update.effective_user.id, STEP, "")
        await send.reply(message, send.sentence(texts.ASK_TEST))


def inside(found: Answer, districts: Mapping[str, int]) -> Html:
    """How a question was understood, what its best cases' scores are made of, and its words."""
    above = bold(texts.TEST_TITLE.format(question=short(found.question, QUESTION, FEW)))
    opened = joined([above, *map(_line, opening(found, districts))])
    if found.why is None:
        return opened
    heard = _part(texts.TEST_UNDERSTOOD, map(_line, understood(found.why)))
    titles = {case.id: case.title for case in (*(hit.case for hit in found.hits), *found.near)}
    for terms, others, held in MOST:
        weighed = [_weighed(case, titles[case.case_id], held) for case in found.why.cases[:CASES]]
        cases = _part(texts.TEST_CASES if found.hits else texts.TEST_NEAR, weighed)
        words = _part(texts.TEST_TERMS, _cut([_term(term, others) for term in found.why.terms], terms))
        message = joined([opened, heard, words, cases], "\n\n")
        if message.fits:
            break
    return message


def _part(title: str, lines: Sequence[Html] | map[Html]) -> Html:
    body = joined(lines)
    return joined([bold(title), body]) if body else body


def _weighed(case: Weighed, title: str, most: int) -> Html:
    named = bold(f"#{case.case_id} {short(title, TITLE, FEW)}")
    return joined([named, quote(joined([_line(score_line(case)), *_cut([*map(_line, held_lines(case))], most)]))])


def _term(term: Term, most: int) -> Html:
    return _line(term_line(term, most))


def _cut(lines: Sequence[Html], most: int) -> list[Html]:
    left = len(lines) - most
    return [*lines[:most], *([plain(texts.TEST_MORE.format(count=left))] if left > 0 else [])]


def _line(text: str) -> Html:
    return plain(short(text, LINE, FEW))

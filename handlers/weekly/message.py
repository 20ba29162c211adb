"""The weekly message: its text, its picture and its buttons. What it says of the case is exact slices of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from knowledge import (
    Case,
    Library,
    Source,
    Subscriber,
    case_topics,
    digest,
    discussion,
    favourites,
    figures,
    in_common,
)

from .. import texts as general
from ..access import Context
from ..keyboards import board, checksum, press, rows
from ..markup import Html, bold, italic, joined, plain, quote, short, units
from ..pictures.card import Card
from ..send import Screen
from ..sources import cited
from . import texts
from .times import number

LONGEST = 1000
"""UTF-16 units of the whole, and so no more characters; the caption of a picture has room for 24 more."""
ROOMS = (820, 760, 700, 640, 560, 480, 400, 300, 200, 100, 0)
"""Characters told of the case; the first that lets the whole fit is taken."""
TITLE, FACTS, CITED, LINE, QUESTION = 80, 60, 150, 120, 150
"""UTF-16 units of the title, of the place and year, of the sources, of an editor's line, and of the question."""
FEW = 2


@dataclass(frozen=True, slots=True)
class Weekly:
    """What a weekly message is made of. line: an editor's, or "". question: to talk about. reader: whom it is for. again: they have had all others too."""

    week: str
    case: Case
    line: str
    question: str
    reader: Subscriber
    again: bool = False


def weekly_text(library: Library, weekly: Weekly) -> Html:
    """The text, at most LONGEST units, with all its formatting."""
    for room in ROOMS:
        text = _text(library, weekly, room)
        if text.units <= LONGEST and text.fits:
            break
    return text


def _text(library: Library, weekly: Weekly, room: int) -> Html:
    case = weekly.case
    above = joined(
        [
            texts.HEAD.format(number=number(weekly.week)),
            italic(texts.AGAIN) if weekly.again else "",
            bold(short(f"#{case.id} {case.title}", TITLE, FEW)),
            short(" · ".join(filter(None, (str(case.place), f"{case.year}年" if case.year else ""))), FACTS, FEW),
            italic(texts.NEAR.format(near="、".join(near)))
            if (near := in_common(case, weekly.reader, library.words.neighbourhoods))
            else "",
            bold(texts.LINE.format(line=short(weekly.line, LINE, FEW))) if weekly.line else "",
        ]
    )
    told = [
        joined(
            [bold(each.kind), quote(_slices(each.slices, each.cut)) if each.slices else texts.NOT_TOLD],
            "\n" if each.slices else "　",
        )
        for each in digest(case, room)
    ]
    below = joined(
        [
            joined([bold(texts.TALK), short(weekly.question, QUESTION, FEW)], "　"),
            italic(short(_cited(case), CITED, FEW)),
        ]
    )
    return joined([above, joined(told), below], "\n\n")


def question_of(library: Library, case: Case) -> str:
    """What to talk about after a case: the question of that of its topics which the fewest cases have."""
    counts = case_topics(library.db)
    rarest = replace(case, topics=tuple(sorted(case.topics, key=lambda topic: counts.get(topic, 0))))
    return discussion(rarest, library.words) or texts.NO_QUESTION


def _slices(slices: tuple[str, ...], cut: bool) -> Html:
    return plain("\n".join(slices) + (general.CUT if cut else ""))


def _cited(case: Case) -> str:
    known = [source for source in case.sources if source != Source()]
    return "；".join(cited(case, source) for source in known) or str(Source())


def card_of(case: Case) -> Card:
    """What the picture of a case shows."""
    place = " · ".join(filter(None, (str(case.place), f"{case.year}年" if case.year else "")))
    told = tuple((each.value, each.clause) for each in figures(case))
    return Card(texts.NAME, case.title, place, told, next(str(source) for source in case.sources))


def buttons(context: Context, case: Case, reader: Subscriber, person_id: int | None = None) -> InlineKeyboardMarkup:
    """The buttons under a weekly message. person_id: who reads it, in a private chat, where the buttons tell what they have done."""
    full = (
        press(texts.FULL, "e:c", case.id)
        if reader.kind == "private"
        else InlineKeyboardButton(texts.FULL, url=create_deep_linked_url(context.bot.username, f"c_{case.id}"))
    )
    kept = person_id is not None and case.id in favourites(context.library.db, person_id)
    keep = press(texts.UNSAVE if kept else texts.SAVE, "e:s", case.id, int(not kept))
    leave = press(texts.LEAVE, "e:x", case.id) if reader.active else press(texts.COME_BACK, "e:b", case.id)
    return board([full, keep, press(texts.USEFUL, "e:u", case.id)], [press(texts.FEWER, "e:f", case.id), leave])


def fewer_buttons(case: Case) -> InlineKeyboardMarkup:
    """The topics of a case, one of which is to come less often."""
    topics = [press(topic, "e:ft", case.id, checksum(topic)) for topic in case.topics]
    return board(*rows(topics, 2), [press(texts.KEEP_ALL, "e:k", case.id)])


def weekly_screen(context: Context, weekly: Weekly) -> Screen:
    """The text with its buttons, as its reader gets it."""
    person_id = weekly.reader.chat_id if weekly.reader.kind == "private" else None
    return Screen(weekly_text(context.library, weekly), buttons(context, weekly.case, weekly.reader, person_id))


def fits_title(title: str) -> str:
    """A case's title in a line of the desk."""
    return short(title, TITLE, FEW)


def too_long(line: str) -> int:
    """By how many UTF-16 units an editor's line is too long; 0 where it is not."""
    return max(0, units(line) - LINE)

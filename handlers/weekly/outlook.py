"""What would go out next, to whom and when, in the terminal."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from knowledge import (
    STOPPED,
    Choice,
    Edition,
    Library,
    NotFoundError,
    Schedule,
    Subscriber,
    choices,
    get_case,
    make_edition,
    slot_in,
)

from . import texts
from .message import Weekly, question_of, weekly_text
from .times import first_day, moment, number


def outlook_lines(library: Library, schedule: Schedule, now: datetime) -> Iterator[str]:
    """The next week's edition, its text, and every subscriber with the case and the time that are theirs. Raises NotFoundError where there is no case."""
    week = schedule.week_of(schedule.local(schedule.next_slot(None, None, now)).date())
    edition = make_edition(library, week)
    if edition is None:
        raise NotFoundError(texts.NO_CASE)
    case = get_case(library.db, edition.case_id)
    yield texts.STATE.format(number=number(week), day=first_day(week, schedule), id=case.id, title=case.title)
    yield texts.PICKED[edition.picked] + "，" + texts.STATES[edition.state]
    yield ""
    yield _plain(library, edition)
    yield ""
    if edition.state != STOPPED:
        yield from _readers(library, edition, schedule)


def _plain(library: Library, edition: Edition) -> str:
    case = get_case(library.db, edition.case_id)
    weekly = Weekly(edition.week, case, edition.line, question_of(library, case), Subscriber(0))
    return html.unescape(re.sub("<[^>]+>", "", weekly_text(library, weekly).markup))


def _readers(library: Library, edition: Edition, schedule: Schedule) -> Iterator[str]:
    chosen = [(reader, choice, slot_in(reader, edition.week, schedule)) for reader, choice in choices(library, edition)]
    due = [(reader, choice, slot) for reader, choice, slot in chosen if slot]
    yield texts.GOES_TO.format(count=len(due), paused=len(chosen) - len(due))
    for case_id, count in Counter(choice.case_id for _, choice, _ in due).most_common():
        yield texts.OF_CASE.format(id=case_id, title=get_case(library.db, case_id).title, count=count)
    for reader, choice, slot in sorted(due, key=lambda each: (each[2], each[0].chat_id)):
        yield _reader(reader, choice, moment(slot, schedule))


def _reader(reader: Subscriber, choice: Choice, when: str) -> str:
    more = [texts.SILENT] if reader.silent else []
    more += [texts.FITS] if choice.fits else []
    more += [texts.HAD_ALL] if choice.again else []
    return "　".join([when, f"{reader.chat_id}", texts.KINDS[reader.kind], f"#{choice.case_id}", *more])

"""Which case a week has, and which one each subscriber gets: the same library, week and history give the same choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .case import Case
from .digest import kinds_of_community
from .schedule import Schedule
from .store import Library
from .store.cases import same_part
from .store.deliveries import cases_sent, delivery_states
from .store.editions import STOPPED, Candidate, Edition, candidates, edition_of, put_edition, put_passed
from .store.subscribers import Subscriber, subscribers
from .words import Topic


@dataclass(frozen=True, slots=True)
class Choice:
    """The case for a subscriber. again: they have had it, as all others. fits: it has a topic that they chose."""

    case_id: int
    again: bool
    fits: bool


def pick_edition(pool: Sequence[Candidate], passed: Sequence[int] = ()) -> int | None:
    """The case for a week that no editor chose one for: the first that was not put aside, or the first of all where every one was; None for no cases."""
    left = (each.case_id for each in pool if each.case_id not in passed)
    return next(left, pool[0].case_id if pool else None)


def pick_case(pool: Sequence[Candidate], edition: Edition, reader: Subscriber, sent: Counter[int]) -> Choice | None:
    """The case for a subscriber: none that they were sent before all others were; of these one of their topics, and none of those they want less of, where
    there is one; of these the edition's, one of their district, the first in the pool. None for no cases.

    pool: as `candidates` gives it. sent: how often they were sent each case.
    """
    topics, fewer = frozenset(reader.topics), frozenset(reader.fewer)

    def order(each: Candidate) -> tuple[int, bool, bool, bool, bool]:
        return (
            sent[each.case_id],
            bool(topics) and not topics & each.topics,
            bool(fewer & each.topics),
            each.case_id != edition.case_id,
            not same_part(reader.district, each.district),
        )

    usual = next((each for each in pool if each.case_id == edition.case_id), None)
    suits = usual is not None and order(usual)[:3] == (0, False, False)  # as for most: no other need be looked at
    best = usual if suits else min(pool, key=order, default=None)
    if best is None:
        return None
    return Choice(best.case_id, sent[best.case_id] > 0, bool(topics & best.topics))


def in_common(case: Case, reader: Subscriber, kinds: Sequence[Topic]) -> list[str]:
    """What a case has in common with a subscriber's own community: the district, the kind of community. kinds: those there are."""
    district = [reader.district] if same_part(reader.district, case.place.district) else []
    theirs = [kind for kind in kinds if kind.name == reader.neighbourhood]
    return district + kinds_of_community(case, theirs)


def make_edition(library: Library, week: str) -> Edition | None:
    """A week's edition, made where it has none yet or its case is no more to be read; None where the library has no case."""
    db = library.db
    known = edition_of(db, week)
    pool = candidates(db, week)
    if known and any(each.case_id == known.case_id for each in pool):
        return known
    case_id = pick_edition(pool, known.passed if known else ())
    if case_id is not None and not (known and known.state == STOPPED):
        put_edition(db, week, case_id)
    return edition_of(db, week)


def swap_edition(library: Library, week: str) -> Edition | None:
    """Put a week's case aside for that week and take the next; after the last one, the first again. None where there is no edition."""
    known = edition_of(library.db, week)
    if known is None:
        return None
    pool = candidates(library.db, week)
    passed = tuple(dict.fromkeys((*known.passed, known.case_id)))
    if not {each.case_id for each in pool} - {*passed}:
        passed = ()
    case_id = pick_edition(pool, (*passed, known.case_id))
    if case_id is not None:
        put_edition(library.db, week, case_id)
        put_passed(library.db, week, passed)
    return edition_of(library.db, week)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a week still has to bring. waiting: subscribers whose slot is yet to come. missed: those whose day went by without a message."""

    waiting: int
    missed: int


def outlook(library: Library, week: str, schedule: Schedule, now: datetime) -> Outlook:
    """Who of those who get the weekly case has no message of a week yet, and may still have one or not."""
    told = delivery_states(library.db, week)
    slots = [
        slot_in(each, week, schedule) for each in subscribers(library.db) if each.active and each.chat_id not in told
    ]
    theirs = [slot for slot in slots if slot]
    today = schedule.local(now).date()
    return Outlook(
        sum(schedule.local(slot).date() >= today for slot in theirs),
        sum(schedule.local(slot).date() < today for slot in theirs),
    )


def slot_in(reader: Subscriber, week: str, schedule: Schedule) -> datetime | None:
    """When a subscriber gets a week's case, in UTC; None where they were not there yet, or pause."""
    first = schedule.first_day(week)
    day = date.fromordinal(first.toordinal() + ((reader.weekday or schedule.weekday) - schedule.weekday) % 7)
    slot = schedule.slot(day, reader.hour)
    paused = reader.paused_until is not None and f"{day}" < reader.paused_until
    return None if paused or (reader.since and slot < datetime.fromisoformat(reader.since)) else slot


def choices(library: Library, edition: Edition) -> list[tuple[Subscriber, Choice]]:
    """Every subscriber that gets the weekly case and has no message of this edition yet, with the case that they would get."""
    pool, told = candidates(library.db, edition.week), delivery_states(library.db, edition.week)
    found = (
        (each, pick_case(pool, edition, each, cases_sent(library.db, each.chat_id)))
        for each in subscribers(library.db)
        if each.active and each.chat_id not in told
    )
    return [(reader, choice) for reader, choice in found if choice]

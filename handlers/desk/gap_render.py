"""What was not answered, and synonyms with what they would do, → the text of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from knowledge import Answer
from knowledge.desk import Gap, Reply, Shift, Synonyms, Trial

from ..markup import Html, bold, head, joined, plain, quote, units, until
from . import gaps_texts as texts

LINE, WORDS, QUESTION = 80, 100, 200
"""UTF-16 units of a question or a title in a list, of a group of synonyms, and of a question as it was typed."""
FEW = 2
"""Entities that Telegram may find in such a line."""
REASONS, QUESTIONS, CHANGES = 6, 8, 5
"""Of a gap, and of a trial, that are shown."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps there were, those of most people first. answered: how many more were answered since. all, most: how many questions were missed, and looked at.

    stamp: tells one state of the library from another.
    """

    gaps: tuple[Gap, ...]
    answered: int
    all: int
    most: int
    stamp: int


def gap_list(found: Gaps, count: int, shown: Iterable[tuple[int, Gap]], timezone: tzinfo) -> Html:
    """A page of the gaps; count: how many there are."""
    about = [
        texts.LATEST.format(all=found.all, most=found.most) if found.all > found.most else "",
        texts.ANSWERED.format(count=found.answered) if found.answered else "",
    ]
    title = bold(texts.MISSES.format(count=count)) if count else plain(texts.MISSES_NONE)
    return joined([joined([title, *about]), *(_item(at, gap, timezone) for at, gap in shown)], "\n\n")


def aside_list(count: int, shown: Iterable[tuple[int, Gap]], timezone: tzinfo) -> Html:
    """A page of the gaps that were put aside."""
    title = bold(texts.ASIDE.format(count=count)) if count else plain(texts.ASIDE_NONE)
    return joined([title, *(_item(at, gap, timezone) for at, gap in shown)], "\n\n")


def gap(shown: Gap, now: Answer | None, timezone: tzinfo) -> Html:
    """One gap: how often and by how many it was asked, in which words, and what the library says now."""
    questions = [line(missed.question, QUESTION) for missed in shown.questions[:QUESTIONS]]
    more = len(shown.questions) - len(questions)
    said = joined([*questions, texts.MORE_QUESTIONS.format(count=more) if more else ""])
    facts = joined([bold(line(shown.name, QUESTION)), _facts(shown, timezone), _reasons(shown, REASONS)])
    ways = joined([texts.QUESTIONS, quote(said)]) if len(shown.questions) > 1 else Html()
    return joined([facts, ways, texts.NOW.format(reply=_now(now))], "\n\n")


def proposal(told: Synonyms, about: Html | str) -> Html:
    """Synonyms that are to be saved or not, with what is known of what they would do."""
    return joined([bold(texts.PAIR.format(words=words(told))), about], "\n")


def trial(tried: Trial, days: int) -> Html:
    """What synonyms would do."""
    head_line = texts.TRIED.format(days=days, missed=tried.missed, answered=tried.answered)
    gained = _changes(tried.gained, texts.GAINED, texts.GAINED_NONE, _gain)
    loose = _changes(tried.loose, texts.LOOSENED, "", _gain)
    return joined(
        [head_line, gained, loose, _changes(tried.changed, texts.CHANGED, texts.CHANGED_NONE, _change)], "\n\n"
    )


def synonym_list(count: int, shown: Iterable[tuple[int, Synonyms, str]], of_files: int, timezone: tzinfo) -> Html:
    """A page of the synonyms told in chat, each with who told it; of_files: how many groups the word file has."""
    title = bold(texts.SYNONYMS.format(count=count)) if count else plain(texts.SYNONYMS_NONE)
    items = [
        joined(
            [
                texts.ITEM.format(at=at, name=words(told)),
                texts.BY.format(who=line(who), day=day(told.made_at, timezone)),
            ]
        )
        for at, told, who in shown
    ]
    return joined([joined([title, texts.OF_FILES.format(count=of_files), texts.HOW_TO]), *items], "\n\n")


def words(told: Synonyms) -> str:
    """A group of synonyms as it is typed."""
    return line(str(told), WORDS)


def line(text: str, most: int = LINE) -> str:
    """A text in one line, as far as there is room."""
    whole = " ".join(text.split())
    short = until(whole if units(whole) <= most else head(whole, most - 1), FEW)
    return short if short == whole else short + "…"


def day(time: str, timezone: tzinfo) -> str:
    """The day of a time in ISO 8601."""
    return datetime.fromisoformat(time).astimezone(timezone).strftime("%m-%d")


def _item(at: int, shown: Gap, timezone: tzinfo) -> Html:
    return joined([bold(texts.ITEM.format(at=at, name=line(shown.name))), _facts(shown, timezone), _reasons(shown, 2)])


def _facts(shown: Gap, timezone: tzinfo) -> str:
    times = texts.TIMES.format(people=shown.people, count=shown.count)
    waiting = texts.WAITING.format(count=shown.waiting) if shown.waiting else ""
    return "，".join(filter(None, [times, waiting, texts.LAST.format(day=day(shown.last, timezone))]))


def _reasons(shown: Gap, most: int) -> str:
    told = [texts.REASON.format(reason=line(reason), count=count) for reason, count in shown.reasons[:most]]
    return texts.REASONS.format(reasons="、".join(told)) if told else ""


def _now(reply: Answer | None) -> str:
    if reply is None or not reply.hits:
        return texts.NOTHING
    case = _case(Reply(reply.hits[0].case.id, reply.hits[0].case.title))
    return texts.LOOSE.format(case=case) if reply.weak else case


def _changes(changes: Sequence[Shift], some: str, none: str, told: Callable[[Shift], str]) -> Html:
    """What changes, as many as are shown, under how many there are."""
    if not changes:
        return plain(none)
    more = texts.MORE.format(count=len(changes) - CHANGES) if len(changes) > CHANGES else ""
    return joined([some.format(count=len(changes)), quote(joined([*map(told, changes[:CHANGES]), more]))])


def _gain(change: Shift) -> str:
    return texts.GAIN.format(question=line(change.question), after=_case(change.after))


def _change(change: Shift) -> str:
    return texts.CHANGE.format(question=line(change.question), before=_case(change.before), after=_case(change.after))


def _case(reply: Reply) -> str:
    if not reply.case_id:
        return texts.NONE_NOW
    case = f"#{reply.case_id} {line(reply.title)}"
    return texts.LOOSE.format(case=case) if reply.weak else case

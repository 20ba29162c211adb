"""Sentences put together from an answer, the same in the terminal and in chat."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from knowledge import Answer, Term, Weighed, Why

from . import texts

PARTS = ("passage", "window", "fit", "share", "phrase", "held")


def opening(reply: Answer, districts: Collection[str], found: str = "") -> Iterator[str]:
    """What is said before the cases of an answer, a sentence a line.

    districts: those that the library has a case of. found: how many cases there are, where it is not just their number.
    """
    if not reply.hits:
        absent = texts.ABSENT.format(places="、".join(reply.absent), districts="、".join(districts))
        nothing = texts.NOTHING_CORRECTED if reply.corrected else texts.NOTHING
        yield (
            absent if reply.absent and districts else nothing.format(question=reply.question, corrected=reply.corrected)
        )
        return
    if reply.corrected:
        yield texts.CORRECTED.format(question=reply.question, corrected=reply.corrected)
    also = [word for word in reply.also if word not in reply.matched]
    ways = [texts.MATCHED.format(matched="、".join(reply.matched))] if reply.matched else []
    ways += [texts.ALSO.format(also="、".join(also))] if also else []
    yield (texts.WEAK if reply.weak else "") + (found or texts.FOUND.format(count=len(reply.hits))) + "；".join(ways)


def understood(why: Why) -> list[str]:
    """How a question was understood, a line each; why nothing answers, where nothing does."""
    told = (
        (texts.WHY_SHELL, why.shell),
        (texts.WHY_INTENT, why.intent),
        (texts.WHY_PLACES, why.places),
        (texts.WHY_ABSENT, why.absent),
    )
    lines = [text.format(words="、".join(words)) for text, words in told if words]
    return [*lines, *([texts.WHY_REFUSED[why.refused]] if why.refused else [])]


def term_line(term: Term, most: int | None = None) -> str:
    """A word of a question: its weight, where it stands, what else was looked for, at most so many."""
    words = "、".join(term.expansions[:most])
    return texts.WHY_TERM.format(
        text=term.text,
        weight=term.weight,
        passages=term.passages,
        needed=texts.WHY_NEEDED if term.needed else "",
        expansions=texts.WHY_EXPANSIONS.format(words=words) if words else "",
    )


def score_line(case: Weighed) -> str:
    """What a case's score is made of."""
    return texts.WHY_CASE.format(
        id=case.case_id,
        tier=texts.TIERS[case.tier.value],
        score=case.score.total,
        own=texts.WHY_OWN.format(own=case.score.own) if case.score.own else "",
        **{part: getattr(case.score, part) for part in PARTS},
    )


def held_lines(case: Weighed) -> list[str]:
    """Each word of the question that a case holds, and by which of its own."""
    return [
        texts.WHY_HELD.format(word=word, way=texts.WAYS[way], by=by, cover=cover) for word, way, by, cover in case.held
    ]

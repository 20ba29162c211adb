"""Sentences put together from an answer, the same in the terminal and in chat."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from knowledge import Answer

from . import texts


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

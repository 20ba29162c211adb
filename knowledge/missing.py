"""What a case lacks that a reader would look for."""

from __future__ import annotations

from .case import Case, Source

DONE = "做法"


def missing(case: Case) -> tuple[str, ...]:
    """The names of what a case does not say: place, year, topics, source or else publication and date, and done, what was done."""
    told = {
        "place": bool(str(case.place)),
        "year": case.year is not None,
        "topics": bool(case.topics),
        **_of_source(case.source),
        "done": any(each.kind == DONE for each in case.paragraphs()),
    }
    return tuple(name for name, is_told in told.items() if not is_told)


def _of_source(source: Source) -> dict[str, bool]:
    if source == Source():
        return {"source": False}
    return {"publication": bool(source.publication or source.url), "date": bool(source.date)}

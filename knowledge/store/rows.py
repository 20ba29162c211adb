"""A case as a row of `cases` and its passages, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..case import Case, Section, case_from_dict, implied_kinds

PLACE = ("city", "district", "street", "community")
LISTS = ("topics", "source", "captions", "notes")


def row_of(case: Case) -> dict[str, Any]:
    """A case as a row of `cases`, less its id; its digest is that of all its content."""
    content = case.as_dict()
    further = [{"source": report["source"], "shape": _shape(report["sections"])} for report in content["further"]]
    return {
        **{key: getattr(case.place, key) for key in PLACE},
        **{key: _json(content[key]) for key in LISTS},
        "title": case.title,
        "year": case.year,
        "shape": _json(_shape(content["sections"])),
        "further": _json(further),
        "digest": _digest(content),
    }


def case_of(row: Mapping[str, Any], passages: Iterable[tuple[str, str]]) -> Case:
    """The case of a row; passages: (kind, text) of all its paragraphs, in order."""
    told = iter(passages)
    own = tuple(_sections(json.loads(row["shape"]), told))
    content = {key: json.loads(row[key]) for key in LISTS} | {"sections": ()}
    content["further"] = [report | {"sections": ()} for report in json.loads(row["further"])]
    head = {"id": row["id"], "title": row["title"], "year": row["year"], "place": {key: row[key] for key in PLACE}}
    case = case_from_dict(head | content)
    further = tuple(
        replace(report, sections=tuple(_sections(told_of["shape"], told)))
        for report, told_of in zip(case.further, content["further"], strict=True)
    )
    return replace(case, sections=own, further=further)


def _shape(sections: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """(heading, number of paragraphs) of each section."""
    return [(section["heading"], len(section["paragraphs"])) for section in sections]


def _sections(shape: Iterable[tuple[str, int]], told: Iterator[tuple[str, str]]) -> Iterator[Section]:
    for heading, count in shape:
        paragraphs = [next(told) for _ in range(count)]
        yield Section(heading, tuple(text for _, text in paragraphs), tuple(kind for kind, _ in paragraphs))


def _digest(content: dict[str, Any]) -> str:
    """The digest of what a case says, without its id.

    What goes without saying is left out, so that it is what it was before cases had kinds and further reports: else every card would look changed.
    """
    said = {key: value for key, value in content.items() if key != "further" or value}
    said |= {"id": 0, "sections": [_said(section) for section in content["sections"]]}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _said(section: dict[str, Any]) -> dict[str, Any]:
    """A section's shape without the kinds that its heading implies."""
    implied = section["kinds"] == implied_kinds(section["heading"], len(section["paragraphs"]))
    return {key: value for key, value in section.items() if key != "kinds" or not implied}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

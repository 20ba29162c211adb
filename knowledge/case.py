"""What the library holds: a case, its place, its source, its passages; and the errors a person may be shown.

ChapuError                 every fault that is the reader's to mend; its message is shown as it is
├── CardError              a card that cannot be read
├── LibraryError           a library file that cannot be opened
├── NotFoundError          a case, topic or file that is not there
└── QuestionError          a question with nothing to look for
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

HEADINGS = ("背景", "做法", "机制", "资金", "成效", "难点", "政策依据")
"""The sections a card may have, in the order they stand in."""


class ChapuError(Exception):
    """A fault told to a person: one Chinese sentence, the thing in 「」, then the next step."""


class CardError(ChapuError):
    """A card that cannot be read."""


class LibraryError(ChapuError):
    """A library file that cannot be opened."""


class NotFoundError(ChapuError):
    """A case, topic or file that is not there."""


class QuestionError(ChapuError):
    """A question with nothing to look for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is, from large to small; "" where the source does not say."""

    city: str = ""
    district: str = ""
    street: str = ""
    community: str = ""

    def __str__(self) -> str:
        """The place as a reader sees it; the city only where nothing smaller is known."""
        parts = [part for part in (self.district, self.street, self.community) if part]
        return " · ".join(parts) or self.city


@dataclass(frozen=True, slots=True)
class Source:
    """Where a case was reported; "" and () where the source does not say."""

    publication: str = ""
    title: str = ""
    date: str = ""
    page: str = ""
    reporters: tuple[str, ...] = ()
    url: str = ""

    def __str__(self) -> str:
        """The citation: 《publication》date 第page版《title》记者 A、B; 出处未注明 when nothing is known."""
        head = (f"《{self.publication}》" if self.publication else "") + self.date
        parts = (
            head,
            f"第{self.page}版" if self.page else "",
            f"《{self.title}》" if self.title else "",
            f"记者 {'、'.join(self.reporters)}" if self.reporters else "",
        )
        return " ".join(part for part in parts if part) or self.url or "出处未注明"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading ("" for text that stands under none) and its paragraphs, each one line."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of community governance. `id` is 0 until the library has given it one."""

    id: int
    title: str
    place: Place = Place()
    year: int | None = None
    topics: tuple[str, ...] = ()
    source: Source = Source()
    sections: tuple[Section, ...] = ()
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        """(heading, paragraph) in reading order."""
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield section.heading, paragraph

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of an exported case; what the source does not say is null."""
        place = {key: value or None for key, value in asdict(self.place).items()}
        source = {key: value or None for key, value in asdict(self.source).items()}
        return {
            "id": self.id,
            "title": self.title,
            "place": place,
            "year": self.year,
            "topics": self.topics,
            "source": source | {"reporters": self.source.reporters},
            "sections": tuple({"heading": part.heading, "paragraphs": part.paragraphs} for part in self.sections),
            "captions": self.captions,
            "notes": self.notes,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a case; `position` counts from 1 in reading order, 0 is the case's own head (title, place, topics, source)."""

    id: int
    case_id: int
    position: int
    heading: str
    text: str
    cuts: bytes = field(repr=False)


def case_from_dict(data: dict[str, Any]) -> Case:
    """The case that `Case.as_dict` wrote, whether or not it went through JSON."""
    place, source = data["place"], data["source"]
    return Case(
        id=data["id"],
        title=data["title"],
        place=Place(**{key: value or "" for key, value in place.items()}),
        year=data["year"],
        topics=tuple(data["topics"]),
        source=Source(
            **{key: value or "" for key, value in source.items()} | {"reporters": tuple(source["reporters"])}
        ),
        sections=tuple(Section(part["heading"], tuple(part["paragraphs"])) for part in data["sections"]),
        captions=tuple(data["captions"]),
        notes=tuple(data["notes"]),
    )

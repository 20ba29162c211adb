"""What the library holds: a case, its place, its source, its passages; and the errors a person may be shown.

ChapuError                 every fault that is the reader's to mend; its message is shown as it is
├── CardError              a card that cannot be read
├── FieldError             a value for a field of a case that cannot be read
├── LibraryError           a library file that cannot be opened
├── NotFoundError          a case, topic or file that is not there
├── QuestionError          a question with nothing to look for
└── ReadError              a file, page or link that cannot be read
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


class FieldError(ChapuError):
    """A value for a field of a case that cannot be read."""


class LibraryError(ChapuError):
    """A library file that cannot be opened."""


class NotFoundError(ChapuError):
    """A case, topic or file that is not there."""


class QuestionError(ChapuError):
    """A question with nothing to look for."""


class ReadError(ChapuError):
    """A file, page or link that cannot be read."""


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
    """A heading ("" for text that stands under none) and its paragraphs, each one line and not empty.

    kinds: of each paragraph which of HEADINGS it tells, "" where that is not known. Left out, it is the section's own heading where that is one of
    HEADINGS; once made, a section has as many kinds as paragraphs.
    """

    heading: str
    paragraphs: tuple[str, ...]
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Fill in the kinds; ValueError where there are more or fewer than paragraphs."""
        kinds = self.kinds or implied_kinds(self.heading, len(self.paragraphs))
        if len(kinds) != len(self.paragraphs):
            raise ValueError(f"{len(self.paragraphs)} paragraphs with {len(kinds)} kinds")
        object.__setattr__(self, "kinds", kinds)


def implied_kinds(heading: str, count: int) -> tuple[str, ...]:
    """The kinds of so many paragraphs under a heading, where nothing else is said of them."""
    return (heading if heading in HEADINGS else "",) * count


@dataclass(frozen=True, slots=True)
class Report:
    """One source's account of a case."""

    source: Source
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a case, with what it stands under, what it tells (as in Section) and who tells it."""

    heading: str
    kind: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Case:
    """One case of community governance. `id` is 0 until the library has given it one. further: what other sources tell of it."""

    id: int
    title: str
    place: Place = Place()
    year: int | None = None
    topics: tuple[str, ...] = ()
    source: Source = Source()
    sections: tuple[Section, ...] = ()
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    further: tuple[Report, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """What each source tells: the case's own, then the further ones."""
        return (Report(self.source, self.sections), *self.further)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that is known of where the case was reported, its own source first, each once; an empty one only where nothing is known."""
        known = dict.fromkeys(report.source for report in self.reports if report.source != Source())
        return tuple(known) or (Source(),)

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs in reading order, report by report."""
        for report in self.reports:
            for section in report.sections:
                for kind, text in zip(section.kinds, section.paragraphs, strict=True):
                    yield Paragraph(section.heading, kind, text, report.source)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of an exported case; what the source does not say is null."""
        return {
            "id": self.id,
            "title": self.title,
            "place": {key: value or None for key, value in asdict(self.place).items()},
            "year": self.year,
            "topics": self.topics,
            **_report_dict(self.reports[0]),
            "captions": self.captions,
            "notes": self.notes,
            "further": tuple(map(_report_dict, self.further)),
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a case; `position` counts from 1 as in `Case.paragraphs`, 0 is the case's own head (title, place, topics, sources)."""

    id: int
    case_id: int
    position: int
    heading: str
    kind: str
    text: str
    cuts: bytes = field(repr=False)


def case_from_dict(data: dict[str, Any]) -> Case:
    """The case that `Case.as_dict` wrote, now or before there were kinds and further reports, whether or not it went through JSON."""
    own = _report_from_dict(data)
    return Case(
        id=data["id"],
        title=data["title"],
        place=Place(**{key: value or "" for key, value in data["place"].items()}),
        year=data["year"],
        topics=tuple(data["topics"]),
        source=own.source,
        sections=own.sections,
        captions=tuple(data["captions"]),
        notes=tuple(data["notes"]),
        further=tuple(map(_report_from_dict, data.get("further", ()))),
    )


def _report_dict(report: Report) -> dict[str, Any]:
    source = {key: value or None for key, value in asdict(report.source).items()}
    return {
        "source": source | {"reporters": report.source.reporters},
        "sections": tuple(
            {"heading": part.heading, "paragraphs": part.paragraphs, "kinds": part.kinds} for part in report.sections
        ),
    }


def _report_from_dict(data: dict[str, Any]) -> Report:
    source = {key: value or "" for key, value in data["source"].items()}
    return Report(
        Source(**source | {"reporters": tuple(data["source"]["reporters"])}),
        tuple(
            Section(part["heading"], tuple(part["paragraphs"]), tuple(part.get("kinds", ())))
            for part in data["sections"]
        ),
    )

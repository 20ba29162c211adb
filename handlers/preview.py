"""What was read from a file, as a terminal shows it before and after it is put into the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import chop_cells
from rich.console import Console
from rich.text import Text

from knowledge import Case, Doubt, Draft, Filed, Library, Section, get_case

from . import terminal_texts, texts
from .add import Added
from .sources import cited

FIRST = 72
"""The characters of a case's text that a preview shows: two lines of a terminal."""
DOUBTS = 12
"""The doubts of one case that are shown."""
_STYLES = {Filed.NEW: "green", Filed.CHANGED: "yellow", Filed.FURTHER: "cyan", Filed.SAME: "dim"}


def show_preview(console: Console, library: Library, added: Added) -> None:
    """Print what was read from a file, and what would become of each case of it."""
    count = terminal_texts.CARD if added.drafts[0].card else terminal_texts.CASES.format(count=len(added.drafts))
    _print(console, 0, terminal_texts.FILE.format(name=added.name, count=count), "bold reverse")
    for doubt in _of_file(added):
        _print(console, 2, doubt.text, "red")
    each = zip(added.drafts, added.filed, added.beside, strict=True)
    for number, (draft, (case_id, became), others) in enumerate(each, 1):
        _print(console, 2, f"{number} {draft.case.title}", "bold")
        held = get_case(library.db, case_id)
        _print(console, 4, terminal_texts.BECOMES[became.name].format(id=case_id, title=held.title), _STYLES[became])
        for line in _lines(draft.case):
            _print(console, 4, line)
        for line in (*_beside(library, others), *_doubts(draft)):
            _print(console, 4, line, "red")
    console.print()


def show_filed(console: Console, library: Library, added: Added) -> None:
    """Print what became of each case of a file, a line each, and what is doubtful about those that went in."""
    for doubt in _of_file(added):
        _print(console, 0, f"{added.name}：{doubt.text}")
    for draft, (case_id, became), others in zip(added.drafts, added.filed, added.beside, strict=True):
        title = get_case(library.db, case_id).title
        told = terminal_texts.READ_AS.format(title=draft.case.title) if draft.case.title != title else ""
        _print(console, 0, terminal_texts.FILED.format(became=became.value, id=case_id, title=title, told=told))
        doubts = _doubts(draft) if became is not Filed.SAME else ()
        for line in (*_beside(library, others), *doubts):
            _print(console, 2, line)


def _lines(case: Case) -> Iterator[str]:
    """What is known of a case, and how it begins."""
    year = texts.CASE_YEAR.format(year=case.year) if case.year else terminal_texts.NO_YEAR
    place, topics = str(case.place) or terminal_texts.NO_PLACE, " ".join(case.topics) or terminal_texts.NO_TOPICS
    yield "  ".join((place, year, topics))
    for source in case.sources:
        yield cited(case, source)
    for report in case.reports:
        yield terminal_texts.SECTIONS.format(sections="；".join(map(_section, report.sections)))
    text = "".join(paragraph.text for paragraph in case.paragraphs())
    yield terminal_texts.BEGINS.format(text=text[:FIRST] + ("……" if len(text) > FIRST else ""))
    for caption in case.captions:
        yield terminal_texts.CAPTION.format(text=caption)
    if case.notes:
        yield terminal_texts.NOTED.format(notes="；".join(note.rstrip("。") for note in case.notes))


def _section(section: Section) -> str:
    heading = section.heading or terminal_texts.NO_HEADING
    return terminal_texts.SECTION.format(heading=heading, count=len(section.paragraphs))


def _of_file(added: Added) -> list[Doubt]:
    """What is doubtful about a whole file: every draft of it says so."""
    return [doubt for doubt in added.drafts[0].doubts if not doubt.line]


def _beside(library: Library, others: Iterable[int]) -> Iterator[str]:
    """The cases of a new case's street or community."""
    for case_id in others:
        case = get_case(library.db, case_id)
        kind = terminal_texts.COMMUNITY if case.place.community else terminal_texts.STREET
        yield terminal_texts.BESIDE.format(kind=kind, id=case_id, title=case.title)


def _doubts(draft: Draft) -> Iterator[str]:
    """What is doubtful about a case, with the lines of its file."""
    doubts = [doubt for doubt in draft.doubts if doubt.line]
    for doubt in doubts[:DOUBTS]:
        yield terminal_texts.DOUBT.format(line=doubt.line, text=doubt.text)
    if len(doubts) > DOUBTS:
        yield terminal_texts.MORE_DOUBTS.format(count=len(doubts) - DOUBTS)


def _print(console: Console, indent: int, line: str, style: str = "") -> None:
    """Print a line under an indent: a terminal gets it folded to its width, anything else gets it whole."""
    width = console.width - indent
    for part in chop_cells(line, width) if console.is_terminal else [line]:
        console.print(Text(" " * indent + part, style=style), soft_wrap=True)

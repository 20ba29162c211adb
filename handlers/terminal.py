"""Answers and cases as a terminal shows them: matched words in bold, or in [ ] where there is no colour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from knowledge import (
    Answer,
    Asked,
    Case,
    ChapuError,
    Excerpt,
    Hit,
    Library,
    Source,
    Why,
    answer,
    case_count,
    case_districts,
    get_case,
)

from . import terminal_texts, texts
from .sources import cited, numbers
from .wording import held_lines, opening, score_line, term_line, understood

MATCHED = "bold yellow"
_CASE = re.compile(r"(?:案例|#|case)?\s*#?(\d{1,9})")


def show_answer(console: Console, library: Library, reply: Answer, why: bool = False) -> None:
    """Print an answer: what was matched, then each case with its excerpts and source; why: and what all that rests on."""
    for line in opening(reply, case_districts(library.db)):
        console.print(Text(line), soft_wrap=True)
    if reply.suggestions:
        console.print(Text(terminal_texts.TRY.format(suggestions="；".join(reply.suggestions))), soft_wrap=True)
    for hit in reply.hits:
        console.print()
        _show_hit(console, hit)
    if why and reply.why:
        console.print()
        _show_why(console, reply.why)


def replayed(asked: Asked) -> str:
    """What was asked under an id, when, and which cases were the answer then."""
    cases = "、".join(f"#{case_id}" for case_id in asked.case_ids) or terminal_texts.NONE_THEN
    return terminal_texts.REPLAYED.format(id=asked.id, at=asked.asked_at, question=asked.question, cases=cases)


def _show_why(console: Console, why: Why) -> None:
    """Print how a question was understood, and what each case's score is made of."""
    lines = [*understood(why), *map(term_line, why.terms)]
    for case in why.cases:
        lines += [score_line(case), *("  " + line for line in held_lines(case))]
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def show_list(console: Console, cases: Iterable[Case]) -> None:
    """Print cases, a line each."""
    for case in cases:
        facts = (str(case.place), texts.CASE_YEAR.format(year=case.year) if case.year else "", " ".join(case.topics))
        console.print(
            Text.assemble(
                (f"#{case.id} ", "dim"), (case.title, "bold"), ("  " + "  ".join(filter(None, facts)), "dim")
            ),
            soft_wrap=True,
        )


def show_case(console: Console, case: Case) -> None:
    """Print a case whole."""
    _show_title(console, case)
    console.print(Text(" ".join(case.topics), style="dim"), soft_wrap=True)
    several = numbers(case)
    for report in case.reports:
        if several:
            _show_source(console, case, report.source)
        for section in report.sections:
            _show_section(console, section.heading, section.paragraphs)
    _show_section(console, texts.CAPTIONS, case.captions)
    _show_section(console, texts.NOTES, case.notes)
    if not several:
        _show_source(console, case, case.source)


def _show_source(console: Console, case: Case, source: Source) -> None:
    console.print()
    console.print(Text(cited(case, source), style="dim"), soft_wrap=True)


def _show_section(console: Console, heading: str, paragraphs: Iterable[str]) -> None:
    for at, paragraph in enumerate(paragraphs):
        if not at:
            console.print(*(["\n" + heading] if heading else [""]), style="bold", markup=False, soft_wrap=True)
        console.print(Text(paragraph), soft_wrap=True)


def talk(console: Console, library: Library, why: bool = False) -> None:
    """Ask for questions and answer them, until an empty line or the end of input; a number shows that case."""
    if console.is_terminal:
        _edit_lines()
    console.print(terminal_texts.WELCOME.format(count=case_count(library.db)), soft_wrap=True)
    while True:
        try:
            said = console.input(terminal_texts.PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            said = ""
        if said in ("", *terminal_texts.LEAVE):
            break
        try:
            if number := _CASE.fullmatch(said):
                show_case(console, get_case(library.db, int(number.group(1))))
            else:
                show_answer(console, library, answer(library, said), why)
        except ChapuError as error:
            console.print(Text(str(error)), soft_wrap=True)
        console.print()
    console.print(terminal_texts.GOODBYE)


def _edit_lines() -> None:
    """Let the arrow keys edit the line and bring back earlier ones, where the system has readline."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - importing it is all it takes, and only a terminal wants it


def _show_hit(console: Console, hit: Hit) -> None:
    _show_title(console, hit.case)
    several = numbers(hit.case)
    for excerpt in hit.excerpts:
        heading = f"  【{excerpt.heading}】" if excerpt.heading else "  "
        number = (several.get(excerpt.source, ""), "dim")
        console.print(Text.assemble(heading, _marked(console, excerpt), number), soft_wrap=True)
    for source in hit.case.sources:
        console.print(Text("  " + cited(hit.case, source), style="dim"), soft_wrap=True)


def _show_title(console: Console, case: Case) -> None:
    year = texts.CASE_YEAR.format(year=case.year) if case.year else ""
    console.print(Text.assemble((f"#{case.id} ", "dim"), (case.title, "bold")), soft_wrap=True)
    console.print(Text("  ".join(filter(None, (str(case.place), year))), style="dim"), soft_wrap=True)


def _marked(console: Console, excerpt: Excerpt) -> Text:
    if console.is_terminal:
        text = Text(excerpt.text)
        for start, end in excerpt.marks:
            text.stylize(MATCHED, start, end)
        return text
    plain = excerpt.text
    for start, end in reversed(excerpt.marks):
        plain = f"{plain[:start]}[{plain[start:end]}]{plain[end:]}"
    return Text(plain)

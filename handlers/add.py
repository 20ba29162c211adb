"""Files and links into the library: read one after the other, each put in whole or not at all, and told."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from knowledge import (
    ChapuError,
    Draft,
    Filed,
    Library,
    LibraryError,
    beside,
    check_topics,
    file_cases,
    file_drafts,
    read,
    read_from_link,
)

from . import terminal_texts

_LINK = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file or link: the drafts that were read from it, and of each the id in the library and what became of it there.

    beside: of each new one, the ids of the cases that its street or community had before.
    """

    name: str
    drafts: tuple[Draft, ...]
    filed: tuple[tuple[int, Filed], ...]
    beside: tuple[tuple[int, ...], ...]


def add(library: Library, files: Sequence[str], show: Callable[[Added], None]) -> tuple[list[Added], list[str]]:
    """Put the cases of files and links into the library; what became of each that could be read, and a sentence for each other.

    show: is told of each at once. One that fails, in whatever way, leaves the others in and itself out; a library that fails ends it all.
    """
    added: list[Added] = []
    faults: list[str] = []
    with _progress(len(files)) as bar:
        try:
            for file in files:
                bar(len(added) + len(faults), _name(file))
                try:
                    added.append(_add(library, file))
                except LibraryError as error:
                    faults.append(str(error))
                    break
                except ChapuError as error:
                    faults.append(str(error))
                except Exception as error:  # a file that finds a fault of ours is no reason to leave the others out
                    faults.append(terminal_texts.OUR_FAULT.format(name=_name(file), fault=_fault(error)))
                else:
                    bar(None, "")
                    show(added[-1])
        except KeyboardInterrupt:
            bar(None, "")
            click.echo(terminal_texts.STOPPED.format(done=len(added) + len(faults), total=len(files)), err=True)
            raise
    return added, faults


def counts(added: Sequence[Added], files: int) -> dict[str, int]:
    """How many of the files could not be read, and what became of how many cases, as the summaries name them."""
    became = [each for found in added for _, each in found.filed]
    by_name = {each.name.lower(): became.count(each) for each in Filed}
    return by_name | {"total": files, "cases": len(became), "failed": files - len(added)}


def _add(library: Library, file: str) -> Added:
    name = _name(file)
    words, segmenter = library.words, library.segmenter
    is_link = _LINK.match(file)
    drafts = read_from_link(file, words, segmenter) if is_link else read(Path(file), name, words, segmenter)
    cases = [draft.case for draft in drafts]
    if is_card := any(draft.card for draft in drafts):
        for case in cases:
            check_topics(library, case, name)
        filed = file_cases(library, cases)
    else:
        filed = file_drafts(library, cases)
    new = {case_id for case_id, became in filed if became is Filed.NEW and not is_card}
    others = (beside(library, case_id) if case_id in new else () for case_id, _ in filed)
    before = tuple(tuple(other for other in each if other not in new) for each in others)
    return Added(name, tuple(drafts), tuple(filed), before)


def _name(file: str) -> str:
    """What to call a file or link: what is not UTF-8 in a file's name is shown as such."""
    name = file if _LINK.match(file) else Path(file).name or file
    return os.fsencode(name).decode("utf-8", "replace")


def _fault(error: Exception) -> str:
    """What went wrong and where, for those who mend the program."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}，{Path(last.filename).name} 第 {last.lineno} 行"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int | None, str], None]]:
    """A bar on standard error, where that is a terminal and there are several files; it is told how many are done, or None to get out of the way."""
    console = Console(stderr=True)
    if total < 2 or not console.is_terminal:
        yield lambda done, name: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - few commands need it

    columns = (BarColumn(24), MofNCompleteColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task("", total=total)

    def move(done: int | None, name: str) -> None:
        if done is None:
            bar.stop()
        else:
            bar.update(task, completed=done, description=name.replace("[", r"\["))
            bar.start()

    try:
        yield move
    finally:
        bar.stop()

"""Case cards as files: read, put into the library, written."""

from __future__ import annotations

import re
from pathlib import Path

import click

from knowledge import Case, Filed, Library, NotFoundError, check_topics, file_cases, read_card, write_card

from . import terminal_texts, texts
from .command_line import Fault


def read_file(library: Library, path: Path) -> Case:
    """The case on a card. Raises ChapuError, naming the file."""
    if path.suffix.lower() != ".md":
        raise NotFoundError(
            (terminal_texts.UNKNOWN_KIND if path.exists() else terminal_texts.NO_FILE).format(name=path.name)
        )
    try:
        case = read_card(path.read_text(encoding="utf-8-sig"), path.name)
        check_topics(library, case, path.name)
        return case
    except FileNotFoundError:
        raise NotFoundError(terminal_texts.NO_FILE.format(name=path)) from None
    except UnicodeDecodeError:
        raise NotFoundError(terminal_texts.NOT_TEXT.format(name=path.name)) from None
    except OSError as error:
        raise NotFoundError(terminal_texts.CANNOT_READ.format(name=path.name, reason=texts.reason(error))) from None


def publish(library: Library, read: list[Case], total: int, failed: int) -> None:
    """Put the cases that were read into the library, and print what became of each."""
    filed = file_cases(library, read)
    for found, (case_id, became) in zip(read, filed, strict=True):
        click.echo(terminal_texts.FILED.format(became=became.value, id=case_id, title=found.title))
    counts = {became: sum(1 for _, each in filed if each is became) for became in Filed}
    click.echo(
        terminal_texts.ADDED.format(
            total=total, new=counts[Filed.NEW], changed=counts[Filed.CHANGED], same=counts[Filed.SAME], failed=failed
        )
    )


def write_cards(folder: Path, found: list[Case]) -> None:
    """Write each case as a card into a folder that holds no others. Raises Fault where it does."""
    names = {f"{each.id:04d}-{_file_name(each)}.md": each for each in found}
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.name not in names for path in folder.glob("*.md")):
        raise Fault(terminal_texts.NOT_EMPTY.format(name=folder))
    for name, each in names.items():
        (folder / name).write_text(write_card(each), encoding="utf-8")


def _file_name(each: Case) -> str:
    name = each.place.community or each.place.street or each.place.district or each.title
    return re.sub(r'[\s/\\:*?"<>|.]+', "-", name)[:40]

"""Case cards as files: written."""

from __future__ import annotations

from pathlib import Path

from knowledge import Case, card_name, write_card

from . import terminal_texts
from .command_line import Fault


def write_cards(folder: Path, found: list[Case]) -> None:
    """Write each case as a card into a folder that holds no others. Raises Fault where it does."""
    names = {card_name(each): each for each in found}
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.name not in names for path in folder.glob("*.md")):
        raise Fault(terminal_texts.NOT_EMPTY.format(name=folder))
    for name, each in names.items():
        (folder / name).write_text(write_card(each), encoding="utf-8")

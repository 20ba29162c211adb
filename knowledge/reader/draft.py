"""What a file, page or link was read as: cases not yet published, and what is doubtful about them."""

from __future__ import annotations

from dataclasses import dataclass

from ..case import Case


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an editor should look at: the line of the source it is about, counted from 1, and a Chinese sentence."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A case not yet published, with its doubts in the order of their lines. card: an editor wrote it as a case card, and it is taken as it is."""

    case: Case
    doubts: tuple[Doubt, ...] = ()
    card: bool = False

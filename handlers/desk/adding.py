"""What an editor sends to be read: collected, read apart, made into drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..access import Context


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to read. kind: "text", "link" or "file"; content: the text, the address, or Telegram's file id; name: the file's."""

    kind: str
    content: str
    name: str = ""


async def read_for(context: Context, editor_id: int, pieces: Sequence[Piece], lead_id: int | None = None) -> None:
    """Read pieces for an editor, in the background: a message of progress, then the drafts' previews. lead_id: whose suggestion they are."""

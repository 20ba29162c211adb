"""What follows a change of the library: those who wait for an answer are told, and the saved questions are asked again."""

from __future__ import annotations

from ..access import Context


def after_change(context: Context, editor_id: int) -> None:
    """Begin what follows a change that readers can see, in the background; editor_id: who made it, and is told what it cost."""

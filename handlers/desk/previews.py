"""A draft as its case will look, with what is missing and what is doubtful."""

from __future__ import annotations

from knowledge import draft_by_id

from .. import render
from ..access import Context
from ..send import Screen


def draft_screen(context: Context, draft_id: int, page: int = 1) -> Screen:
    """A page of a draft with the buttons of what may become of it. Raises NotFoundError."""
    pages = render.case_pages(draft_by_id(context.library.db, draft_id).draft.case)
    return Screen(pages[min(max(page, 1), len(pages)) - 1])

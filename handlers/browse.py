"""The library without a question: by topic, district and year, the newest, any one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from telegram import Update

from knowledge import NotFoundError, case_count, case_districts, case_ids, case_topics, case_years, get_case

from . import keyboards, render, send, texts
from .access import Context, data_of
from .keyboards import Place
from .send import Screen

KINDS = {"t": "topic", "d": "district", "y": "year"}
"""What a button carries for each kind of name."""
TITLES = {"t": texts.BY_TOPIC, "d": texts.BY_DISTRICT, "y": texts.BY_YEAR}


async def browse(update: Update, context: Context) -> None:
    """Show the ways to look at the library, or the names of one kind."""
    data = data_of(update)
    if len(data) < 2:
        count = case_count(context.library.db)
        known = send.sentence(texts.BROWSE.format(count=count), keyboards.catalogue())
        await send.show(update, known if count else send.sentence(texts.NO_LIBRARY))
        return
    _, kind, wanted = data
    counted = _counted(context, kind)
    page, pages, shown = render.on_page(len(counted), int(wanted), render.NAMES)
    names = [list(counted)[at] for at in shown]
    text = render.counts(TITLES[kind], {name: counted[name] for name in names})
    await send.show(update, Screen(text, keyboards.names(kind, names, page, pages)))


async def list_cases(update: Update, context: Context) -> None:
    """List the cases under a name, the newest first."""
    _, kind, key, page, *back = data_of(update)
    name = next((name for name in _counted(context, kind) if keyboards.checksum(name) == key), None)
    if name is None:
        raise NotFoundError(texts.EXPIRED)
    ids = sorted(case_ids(context.library.db, **{KINDS[kind]: name}), reverse=True)
    title = texts.LIST_TITLE.format(name=name, count=len(ids))
    await send.show(update, list_screen(context, title, ids, Place(f"l:{kind}:{key}", int(page), ":".join(back))))


async def newest(update: Update, context: Context) -> None:
    """List all cases, the last that came in first."""
    ids = sorted(case_ids(context.library.db), reverse=True)
    page = int(data_of(update)[1]) if update.callback_query else 1
    screen = list_screen(context, texts.NEWEST, ids, Place("new", page)) if ids else send.sentence(texts.NO_LIBRARY)
    await send.show(update, screen)


def list_screen(context: Context, title: str, ids: Sequence[int], place: Place) -> Screen:
    """A page of a list of cases: the nearest there is to the one wanted."""
    page, pages, shown = render.on_page(len(ids), place.page, render.LISTED)
    cases = [get_case(context.library.db, ids[at]) for at in shown]
    return Screen(render.case_list(title, cases), keyboards.case_list(cases, replace(place, page=page), pages))


def _counted(context: Context, kind: str) -> Mapping[Any, int]:
    counted: dict[str, Callable[[Any], Mapping[Any, int]]] = {"t": case_topics, "d": case_districts, "y": case_years}
    return counted[kind](context.library.db)

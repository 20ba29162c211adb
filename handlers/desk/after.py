"""What follows a change of the library: those who wait for an answer are told, and the saved questions are asked again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from telegram.error import TelegramError

from knowledge import Library
from knowledge.desk import settle_wishes, waiting_wishes

from .. import send
from ..access import Context, begin, tell_fault
from ..house import Role
from ..send import Screen
from . import audit
from .followers import tell_followers

log = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds from a change to what follows it: changes within it are followed up together."""


def after_change(context: Context, editor_id: int) -> None:
    """Begin what follows a change that readers can see, in the background; editor_id: who made it, and is told what it cost."""
    context.house.changes.by.add(editor_id)
    _begin(context)


def settle(library: Library) -> None:
    """Before the first update: leave alone those whom the bot was telling when it ended, and say how many they are."""
    if uncertain := settle_wishes(library.db):
        log.warning("%d followers may or may not have been told when the bot ended, and are not told again", uncertain)


async def at_start(context: Context) -> None:
    """Tell those who still wait although a case answers them: the bot may have ended between a change and what follows it."""
    if waiting_wishes(context.library.db):
        _begin(context)


def _begin(context: Context) -> None:
    """Follow up once more, after the run that goes on if one does."""
    changes = context.house.changes
    changes.due = True
    if not changes.running:
        changes.running = True
        begin(context, _follow_up(context))


async def _follow_up(context: Context) -> None:
    changes = context.house.changes
    try:
        while changes.due:
            await asyncio.sleep(PAUSE)
            changes.due = False
            by, changes.by = changes.by, set()
            try:
                if by:
                    await _check(context, by)
            except Exception as error:  # the followers are told all the same
                await tell_fault(context, error)
            await tell_followers(context)
    finally:
        changes.running = False


async def _check(context: Context, editors: Iterable[int]) -> None:
    """Ask the saved questions again, and tell those who made the change which ones got worse."""
    async with context.house.changes.audits:
        done = await audit.run(context)
        if worse := audit.worse_since(done):
            for editor_id in sorted(editors):
                await _tell(context, editor_id, audit.got_worse(worse))
        audit.note(context, done, changed=True)


async def _tell(context: Context, editor_id: int, screen: Screen) -> None:
    if context.house.role(editor_id) >= Role.EDITOR:
        try:
            await send.to_person(context.bot, editor_id, screen)
        except TelegramError as error:
            log.warning("an editor was not told that saved questions got worse: %s", error)

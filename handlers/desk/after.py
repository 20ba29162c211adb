"""What follows a change of the library: those who wait for an answer are told, and the saved questions are asked again."""

from __future__ import annotations

import asyncio
import logging

from telegram.error import TelegramError

from knowledge import Library
from knowledge.desk import checks, settle_wishes, unaudited, waiting_wishes

from .. import send
from ..access import Context, begin, tell_fault
from ..house import Role
from ..send import Screen
from . import audit
from .followers import tell_followers

log = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds from a change to what follows it: changes within it are followed up together."""


def after_change(context: Context) -> None:
    """Begin what follows a change that readers can see, in the background, or again after the run that goes on; its deed says who made it."""
    follow_up = context.house.follow_up
    follow_up.due = True
    if not follow_up.running:
        follow_up.running = True
        begin(context, _follow_up(context))


def settle(library: Library) -> None:
    """Before the first update: leave alone those whom the bot was telling when it ended, and say how many they are."""
    if uncertain := settle_wishes(library.db):
        log.warning("%d followers may or may not have been told when the bot ended, and are not told again", uncertain)


async def at_start(context: Context) -> None:
    """Follow up what the bot did not when it ended, and what changed while it was not running."""
    db = context.library.db
    if waiting_wishes(db) or checks(db) or unaudited(db).deeds:
        after_change(context)


async def _follow_up(context: Context) -> None:
    follow_up = context.house.follow_up
    try:
        while follow_up.due:
            await asyncio.sleep(PAUSE)
            follow_up.due = False
            try:
                await _check(context)
            except Exception as error:  # the followers are told all the same
                await tell_fault(context, error)
            await tell_followers(context)
    finally:
        follow_up.running = False


async def _check(context: Context) -> None:
    """Ask the saved questions again, and tell those who changed the library since they were last asked which ones got worse.

    What changed without an editor, as by a card, is noted and told to nobody.
    """
    async with context.house.follow_up.audits:
        deeds = unaudited(context.library.db).deeds
        done = await audit.run(context)
        if worse := audit.worse_since(done):
            for editor_id in sorted(unaudited(context.library.db).authors):
                await _tell(context, editor_id, audit.got_worse(worse))
        changed = bool(deeds) or any(each.place != each.check.now for each in done)
        audit.note(context, done, changed, deeds)


async def _tell(context: Context, editor_id: int, screen: Screen) -> None:
    if context.house.role(editor_id) >= Role.EDITOR:
        try:
            await send.to_person(context.bot, editor_id, screen)
        except TelegramError as error:
            log.warning("an editor was not told that saved questions got worse: %s", error)

"""The picture of a case, drawn once and known to Telegram from then on."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import InputFile, Message

from knowledge import Case, picture_id, put_picture

from ..access import Context
from ..apart import apart
from ..pictures.card import Card, draw
from .message import card_of

log = logging.getLogger(__name__)

NAME = "chapu.png"
SECONDS = 20.0
"""That a picture is waited for."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be sent: by what Telegram calls it, or as PNG. key: what tells it from any other."""

    key: str
    file_id: str | None = None
    drawn: bytes = b""

    @property
    def content(self) -> str | InputFile:
        """As python-telegram-bot sends it."""
        return self.file_id or InputFile(self.drawn, NAME)


async def picture_of(context: Context, case: Case) -> Picture | None:
    """The picture of a case; None where this machine has no font with all its letters, so that the text goes alone."""
    card = card_of(case)
    drawn = context.house.weekly.drawn
    if file_id := picture_id(context.library.db, card.key):
        return Picture(card.key, file_id)
    if card.key not in drawn:
        drawn[card.key] = await _drawn(context, card)
    return Picture(card.key, None, png) if (png := drawn[card.key]) else None


def keep_picture(context: Context, picture: Picture, sent: Message) -> None:
    """Note what Telegram calls a picture that was just sent."""
    if picture.file_id is None and sent.photo:
        put_picture(context.library.db, picture.key, sent.photo[-1].file_id)
        context.house.weekly.drawn.pop(picture.key, None)


def refuse_picture(context: Context, picture: Picture, known: bool) -> None:
    """Note that Telegram knows a picture no more (known), or does not take it; then the text goes alone until the bot looks again."""
    if known:
        put_picture(context.library.db, picture.key, None)
    elif picture.file_id is None:
        context.house.weekly.drawn[picture.key] = None


def look_again(context: Context) -> None:
    """Try the pictures once more that could not be drawn or were not taken: a font may be there now."""
    drawn = context.house.weekly.drawn
    for key in [key for key, png in drawn.items() if png is None]:
        del drawn[key]


async def _drawn(context: Context, card: Card) -> bytes | None:
    try:
        png = await apart(context.house.weekly.drawing, draw, card, seconds=SECONDS)
    except Exception as error:  # whatever a font or a letter does to the drawing, the text goes out
        log.warning("no picture of a case: %s %s", type(error).__name__, error)
        return None
    if png is None:
        log.info("no picture of a case: no font has the signs %s", "".join(sorted(card.letters)))
    return png

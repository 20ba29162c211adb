"""What became of a weekly message: told by what Telegram answered, noted in its row."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from knowledge import Delivery, end_sending, growing_pause, move_subscriber, retire, send_again

from .. import send
from ..access import Context

log = logging.getLogger(__name__)

SENT, FAILED, UNCERTAIN = "sent", "failed", "uncertain"
DEAD = (
    *(
        "chat not found",
        "user not found",
        "deactivated",
        "peer_id_invalid",
        "chat_id_invalid",
        "kicked",
        "not a member",
    ),
    *(
        "not enough rights",
        "have no rights",
        "need administrator rights",
        "chat_write_forbidden",
        "chat_admin_required",
    ),
    *("chat_restricted", "user_is_blocked", "input_user_deactivated", "channel_private", "chat_forbidden"),
)
"""What Telegram says where a chat cannot be written to any more, in small letters."""
IN_A_ROW = 2
"""So many refusals one after the other, by different chats, are not of one chat: nothing goes out for a while."""
DOWN, LONGEST = 4, 60.0
"""So many messages that did not get through one after the other mean that there is no connection; and the longest pause then, in seconds."""
ROUNDED = timedelta(milliseconds=20)
"""Telegram counts from when it said so; never a moment too early."""


def settle(context: Context, delivery: Delivery, became: int | Exception) -> None:
    """Note what became of a message: its number, or the error that it met with."""
    db, now, moved = context.library.db, context.house.clock(), context.house.weekly.moved
    own = delivery
    delivery = replace(delivery, chat_id=moved.pop((own.week, own.chat_id), own.chat_id))
    if isinstance(became, int | BadRequest | Forbidden | ChatMigrated):
        context.house.weekly.refusals = 0
    if isinstance(became, int):
        end_sending(db, delivery, SENT, now, became)
        return
    if isinstance(became, ChatMigrated):
        # Where the new chat has a message of its own, that is the one.
        if own != delivery or own.week in move_subscriber(db, own.chat_id, became.new_chat_id):
            send_again(db, Delivery(own.week, became.new_chat_id), now, "", counts=False)
        return
    if isinstance(became, Forbidden) or _says(became, DEAD):
        retire(db, delivery, now, str(became))
        return
    if isinstance(became, RetryAfter | InvalidToken) or (
        isinstance(became, TelegramError) and not isinstance(became, BadRequest) and send.did_not_arrive(became)
    ):
        _try_again(context, delivery, became)
        return
    state = FAILED if isinstance(became, BadRequest) else UNCERTAIN
    log.warning("the weekly case of %s for %s is %s: %s", delivery.week, delivery.chat_id, state, became)
    end_sending(db, delivery, state, now, f"{type(became).__name__}: {became}")


def _try_again(context: Context, delivery: Delivery, error: TelegramError) -> None:
    """Let a message that surely did not arrive go out again: after what Telegram says, or after a growing pause.

    All others wait as well where it is not this chat's matter: where one is refused after the other, or nothing gets through.
    """
    weekly, told = context.house.weekly, isinstance(error, RetryAfter)
    pause = _retry_after(error) if isinstance(error, RetryAfter) else growing_pause(delivery.tries)
    weekly.refusals += weekly.refused_by != delivery.chat_id or not weekly.refusals
    weekly.refused_by = delivery.chat_id
    halt = pause.total_seconds() if told else min(2.0 ** (weekly.refusals - DOWN), LONGEST)
    if weekly.refusals >= (IN_A_ROW if told else DOWN):
        weekly.halted = max(weekly.halted, context.house.traffic.clock() + halt)
    send_again(context.library.db, delivery, context.house.clock() + pause, str(error), counts=not told)


def _retry_after(error: RetryAfter) -> timedelta:
    given = error.retry_after
    return (given if isinstance(given, timedelta) else timedelta(seconds=given)) + ROUNDED


def _says(error: Exception, phrases: tuple[str, ...]) -> bool:
    return isinstance(error, BadRequest) and any(phrase in str(error).lower() for phrase in phrases)

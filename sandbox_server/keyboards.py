"""What Telegram asks of the buttons under a message, past what their types say."""

from __future__ import annotations

from typing import Any

from .description import bad_request
from .links import valid_link

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
STYLES = ("danger", "success", "primary")
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8


def inline_keyboard(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The inline keyboard a message keeps: as sent, empty rows left out; None for none, or a keyboard of another kind.

    Raises ApiError for a button Telegram would refuse.
    """
    if not markup or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if any(len(row) > MOST_IN_A_ROW for row in rows) or sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def is_of_another_kind(markup: dict[str, Any] | None) -> bool:
    """Whether a markup belongs to the chat's keyboard, not to the message."""
    return bool(markup) and "inline_keyboard" not in (markup or {})


def _check_button(button: dict[str, Any]) -> None:
    actions = [action for action in ACTIONS if action in button]
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"can't parse inline keyboard button: one action expected, found {' and '.join(actions)}")
    if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if not 1 <= len(button.get("copy_text", {"text": "-"})["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.get("style", STYLES[0]) not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    if "url" in button:
        _check_url(button["url"])


def _check_url(url: str) -> None:
    try:
        valid_link(url)
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None

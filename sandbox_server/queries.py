"""The methods that answer a pressed button and an inline query."""

from __future__ import annotations

import re
from typing import Any

from .chats import BOT
from .description import bad_request
from .entities import formatted, units
from .keyboards import inline_keyboard
from .world import World, bound

Params = dict[str, Any]
OWN_LINK = rf"https?://t\.me/{BOT['username']}\?start=[A-Za-z0-9_-]{{1,64}}"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, params: Params) -> bool:
    """Stop a button's waiting sign, with a word where one is given; once."""
    query_id = params["callback_query_id"]
    pressed = world.callbacks.get(query_id)
    if pressed is None:
        raise bad_request(TOO_OLD)
    if units(params.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    # Games aside, Telegram opens nothing here but a way to the bot itself.
    if "url" in params and not re.fullmatch(OWN_LINK, params["url"], re.IGNORECASE):
        raise bad_request("URL_INVALID")
    del world.callbacks[query_id]
    answer = {"text": params.get("text") or None, "show_alert": params.get("show_alert", False)}
    world.callback_answers[query_id] = answer | {"url": params.get("url")}
    bound(world.callback_answers)
    event = {"type": "callback", "text": answer["text"], "alert": answer["show_alert"], "url": params.get("url")}
    world.tell(event | pressed)
    return True


def answer_inline_query(world: World, params: Params) -> bool:
    """Give the cards for what was typed after @bot; once."""
    query_id, results = params["inline_query_id"], params["results"]
    if query_id not in world.inline_queries or query_id in world.inline_answers:
        raise bad_request(TOO_OLD)
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    if len(params.get("next_offset", "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    if "button" in params:
        _check_button(params["button"])
    answer = {"results": results, "button": params.get("button"), "next_offset": params.get("next_offset", "")}
    world.inline_answers[query_id] = answer
    bound(world.inline_answers)
    asked = world.inline_queries[query_id]
    event = {"type": "inline", "inline_id": query_id, "query": asked["query"], "offset": asked["offset"]}
    world.tell(event | {"person_id": asked["from"]["id"]} | answer)
    return True


def _check_result(result: Params) -> None:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    content = result.get("input_message_content", {})
    if result["type"] != "article" or "message_text" not in content:
        raise bad_request(f"inline query result of type {result['type']} is not served by the sandbox")
    if not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    card = formatted(content["message_text"], content.get("parse_mode", ""), content.get("entities", ()))
    if not card.text:
        raise bad_request("message text is empty")
    if units(card.text) > 4096:
        raise bad_request("MESSAGE_TOO_LONG")
    inline_keyboard(result.get("reply_markup"))


def _check_button(button: Params) -> None:
    actions = [name for name in ("web_app", "start_parameter") if name in button]
    if not button["text"].strip() or len(actions) != 1:
        raise bad_request("BUTTON_INVALID")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "-")):
        raise bad_request("START_PARAM_INVALID")

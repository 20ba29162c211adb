"""The methods served, and how a call of one is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import queries, sending, settings, updates
from .chats import Call
from .description import ApiError, Upload, check_call, official
from .world import World

Method = Callable[[World, dict[str, Any]], Any]

METHODS: Mapping[str, Method] = {
    "getMe": settings.get_me,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_message_text,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "getFile": settings.get_file,
    "setMyCommands": settings.set_my_commands,
    "deleteMyCommands": settings.delete_my_commands,
    "getMyCommands": settings.get_my_commands,
    "setMyDescription": settings.set_my_description,
    "setMyShortDescription": settings.set_my_short_description,
    "setChatMenuButton": settings.set_chat_menu_button,
    "getChat": settings.get_chat,
    "getChatMember": settings.get_chat_member,
    "leaveChat": settings.leave_chat,
}
"""Every method but getUpdates, the only one that waits."""


async def answer(world: World, method: str, given: Mapping[str, Any], reader: object) -> tuple[int, dict[str, Any]]:
    """The HTTP code and body for a call; `reader` is whoever waits for updates, should it be getUpdates."""
    params = dict(given)
    try:
        _refuse_unserved(method)
        params = check_call(method, given)
        result = await _run(world, method, params, reader)
    except ApiError as error:
        _record(world, method, params, error.description)
        body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
        return error.code, body | ({"parameters": error.parameters} if error.parameters else {})
    _record(world, method, params, "")
    return 200, {"ok": True, "result": result}


async def _run(world: World, method: str, params: dict[str, Any], reader: object) -> Any:
    fault = world.fault(method)
    if fault is not None:
        raise fault
    if method == "getUpdates":
        return await updates.get_updates(world, params, reader)
    return METHODS[method](world, params)


def _refuse_unserved(method: str) -> None:
    if method in official().not_served:
        raise ApiError(404, "Not Found: method not served by the sandbox")
    if method not in official().methods:
        raise ApiError(404, "Not Found")


def _record(world: World, method: str, params: dict[str, Any], fault: str) -> None:
    """Remember the call, an upload by its name and size alone, and wake those who wait for it."""
    kept = {
        name: f"{value.name} ({len(value.content)} bytes)" if isinstance(value, Upload) else value
        for name, value in params.items()
    }
    world.calls.append(Call(method, kept, not fault, fault))
    world.mailbox.wake()

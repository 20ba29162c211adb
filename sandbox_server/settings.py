"""The methods about the bot itself, its chats and its files."""

from __future__ import annotations

import re
from typing import Any

from .chats import ABILITIES, BOT, Chat, bot_member
from .description import bad_request
from .entities import units
from .sending import find_chat, target
from .world import World

Params = dict[str, Any]
MAX_DOWNLOAD = 20 * 2**20
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_me(world: World, params: Params) -> Params:
    """The bot, with what it is able to do."""
    return {**BOT, **ABILITIES}


def get_file(world: World, params: Params) -> Params:
    """Where a file can be fetched."""
    file = world.files.get(params["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.as_file() | {"file_path": file.path}


def set_my_commands(world: World, params: Params) -> bool:
    """The command menu, for a scope and a language."""
    commands = params["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, params)] = [
        {"command": each["command"].removeprefix("/"), "description": each["description"].strip()} for each in commands
    ]
    world.tell({"type": "commands"})
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    """No menu any more, for a scope and a language."""
    world.commands.pop(_scope(world, params), None)
    world.tell({"type": "commands"})
    return True


def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    """The menu set for a scope and a language."""
    return world.commands.get(_scope(world, params), [])


def menu(world: World, chat: Chat) -> list[dict[str, str]]:
    """The menu people see in a chat: the narrowest scope that has one."""
    wide = "all_group_chats" if chat.is_group else "all_private_chats"
    scopes = [("chat", chat.id), (wide,), ("default",)]
    keys = [(*scope, language) for scope in scopes for language in ("zh", "")]
    return next((world.commands[key] for key in keys if world.commands.get(key)), [])


def set_my_description(world: World, params: Params) -> bool:
    """What an empty chat with the bot shows."""
    return _describe(world, params, "description", 512)


def set_my_short_description(world: World, params: Params) -> bool:
    """What the bot's profile shows."""
    return _describe(world, params, "short_description", 120)


def set_chat_menu_button(world: World, params: Params) -> bool:
    """The button beside the text field, for a private chat or (0) for all."""
    chat_id = params.get("chat_id", 0)
    if chat_id and find_chat(world, params).is_group:
        raise bad_request("chat not found")
    world.menu_buttons[chat_id] = params.get("menu_button", {"type": "default"})
    return True


def get_chat(world: World, params: Params) -> Params:
    """What is known of a chat."""
    chat = find_chat(world, params)
    gifts = dict.fromkeys(GIFTS, not chat.is_group)
    whole = chat.as_chat() | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return whole | ({"permissions": {"can_send_messages": True}} if chat.is_group else {})


def get_chat_member(world: World, params: Params) -> Params:
    """What somebody is in a chat."""
    chat, user_id = target(world, params), params["user_id"]
    if user_id == BOT["id"]:
        return bot_member(chat.bot_status)
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    status = chat.members.get(user_id, "left")
    owner = {"is_anonymous": False} if status == "creator" else {}
    return {"user": world.people[user_id].as_user(), "status": status} | owner


def leave_chat(world: World, params: Params) -> bool:
    """The bot goes out of a group."""
    chat = target(world, params)
    if not chat.is_group:
        raise bad_request("chat member status can't be changed in private chats")
    world.set_bot_status(chat.id, BOT["id"], "left")
    return True


def _describe(world: World, params: Params, field: str, most: int) -> bool:
    text = params.get(field, "")
    if units(text) > most:
        raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
    world.descriptions[field, _language(params)] = text
    world.tell({"type": "description"})
    return True


def _scope(world: World, params: Params) -> tuple[Any, ...]:
    """A scope and a language as one key: ("chat", 1002, "")."""
    scope = params.get("scope", {"type": "default"})
    if "chat_id" in scope and not find_chat(world, scope).begun:
        raise bad_request("chat not found")
    named = [scope[name] for name in ("chat_id", "user_id") if name in scope]
    return (scope["type"], *named, _language(params))


def _language(params: Params) -> str:
    code = params.get("language_code", "")
    if not re.fullmatch(r"[a-z]{2}|", code):
        raise bad_request("invalid language code specified")
    return str(code)

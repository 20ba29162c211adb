from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sandbox_server.description import ApiError, check_call, check_value, official
from tests.conftest import ROOT, shared

NAMED = re.compile(r"(?:must be|always) [“\"]?(\w+)")
TOLD_BY = ("type", "status", "source")


def spelt(field: dict[str, Any]) -> str:
    """A field of the official description as api.json spells it."""
    named = NAMED.search(field["description"])
    says = field["types"] == ["String"] and field["required"] and field["name"] in TOLD_BY and named
    constant = f"={named[1]}" if says and named else ""
    return "|".join(field["types"]) + constant + ("" if field["required"] else "?")


def fields_of(described: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: spelt(field) for field in described.get("fields", [])}


def test_the_extract_says_what_the_official_description_says() -> None:
    whole = json.loads(shared("telegram/api.json").read_text(encoding="utf-8"))
    extract = json.loads((ROOT / "sandbox_server" / "api.json").read_text(encoding="utf-8"))
    methods, types = whole["methods"], whole["types"]
    assert extract == {
        "version": whole["version"],
        "methods": {name: fields_of(methods[name]) for name in extract["methods"]},
        "returns": {name: "|".join(methods[name]["returns"]) for name in extract["methods"]},
        "not_served": sorted(set(methods) - set(extract["methods"])),
        "types": {name: types[name].get("subtypes") or fields_of(types[name]) for name in extract["types"]},
    }


def test_every_type_that_is_reached_is_there() -> None:
    known = official()
    fields = [field for group in (known.methods, known.types) for each in group.values() for field in each.values()]
    spoken = {name.split()[-1] for field in fields for name in field.types}
    spoken |= {name.split()[-1] for below in known.subtypes.values() for name in below}
    assert spoken - {"String", "Integer", "Float", "Boolean", *known.types, *known.subtypes} == set()


@pytest.mark.parametrize(
    ("method", "given", "read"),
    [
        ("sendMessage", {"chat_id": "1001", "text": "12"}, {"chat_id": 1001, "text": "12"}),
        ("sendMessage", {"chat_id": "@a", "text": "好"}, {"chat_id": "@a", "text": "好"}),
        (
            "getUpdates",
            {"timeout": "5", "allowed_updates": '["message"]'},
            {"timeout": 5, "allowed_updates": ["message"]},
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "7", "show_alert": "True"},
            {"callback_query_id": "7", "show_alert": True},
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "b"}], "scope": '{"type": "chat", "chat_id": 5}'},
            {"commands": [{"command": "a", "description": "b"}], "scope": {"type": "chat", "chat_id": 5}},
        ),
    ],
)
def test_parameters_are_read(method: str, given: dict[str, Any], read: dict[str, Any]) -> None:
    assert check_call(method, given) == read


def reason(method: str, **given: Any) -> str:
    with pytest.raises(ApiError) as caught:
        check_call(method, given)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


def keyboard(**button: Any) -> dict[str, Any]:
    return {"chat_id": 1001, "text": "好", "reply_markup": {"inline_keyboard": [[button]]}}


def article(**content: Any) -> dict[str, Any]:
    return {
        "inline_query_id": "1",
        "results": [{"type": "article", "id": "1", "title": "题", "input_message_content": content}],
    }


@pytest.mark.parametrize(
    ("method", "given", "says"),
    [
        ("sendMessage", {"chat_id": 1, "text": "好", "reply_to": 3}, 'unknown field "reply_to" in sendMessage'),
        ("sendMessage", {"text": "好"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": True, "text": "好"}, 'field "chat_id" must be of type Integer or String'),
        ("sendMessage", {"chat_id": 1, "text": 5}, 'field "text" must be of type String'),
        ("sendMessage", {"chat_id": 1, "text": None}, 'field "text" must be of type String'),
        ("deleteMessage", {"chat_id": 1, "message_id": "x"}, 'field "message_id" must be of type Integer'),
        ("sendMessage", keyboard(callback_data="x"), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            "sendMessage",
            keyboard(text="x", colour="red"),
            'can\'t parse inline keyboard button: unknown field "colour"',
        ),
        (
            "sendMessage",
            keyboard(text=1, url="x"),
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        ("sendMessage", keyboard(text="x", copy_text={}), "can't parse copy text button: Can't find field \"text\""),
        (
            "sendMessage",
            {"chat_id": 1, "text": "好", "reply_markup": {"force_reply": "yes"}},
            'can\'t parse force reply: Field "force_reply" must be of type Boolean',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "好", "reply_markup": "{"},
            'field "reply_markup" must be of type '
            "InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "好", "reply_parameters": {"message": 3}},
            'can\'t parse reply parameters: unknown field "message"',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "好", "link_preview_options": {"is_disabled": 1}},
            'can\'t parse link preview options: Field "is_disabled" must be of type Boolean',
        ),
        ("setMyCommands", {"commands": {}}, "expected an Array"),
        (
            "setMyCommands",
            {"commands": [{"command": "a"}]},
            "can't parse bot command: Can't find field \"description\"",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat"}},
            "can't parse bot command scope chat: Can't find field \"chat_id\"",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "nobody"}},
            "can't parse bot command scope: unsupported type specified",
        ),
        (
            "answerInlineQuery",
            article(message_text="x", parse="HTML"),
            'can\'t parse input text message content: unknown field "parse"',
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"type": "article", "id": "1", "title": "题"}]},
            "can't parse inline query result article: Can't find field \"input_message_content\"",
        ),
    ],
)
def test_what_does_not_fit_is_refused(method: str, given: dict[str, Any], says: str) -> None:
    assert reason(method, **given) == says


def test_a_value_is_checked_in_all_its_depth() -> None:
    user = {"id": 1, "is_bot": False, "first_name": "小王"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": user}
    check_value(("Update",), {"update_id": 1, "message": message})
    with pytest.raises(ApiError, match='can\'t parse user: Field "id" must be of type Integer'):
        check_value(("Update",), {"update_id": 1, "message": message | {"from": user | {"id": "1"}}})

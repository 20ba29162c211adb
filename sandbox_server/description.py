"""The official description of the Bot API, and whether a value fits it.

`api.json` is an extract of it: every method's name, and what the served methods take, return and reach. A field is spelt
`TYPE|TYPE=constant?`: the types it may have, the one value its text names, and "?" where it may be left out. A type is
its fields, or the list of its subtypes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PLAIN: Mapping[str, tuple[type, ...]] = {"String": (str,), "Integer": (int,), "Float": (int, float), "Boolean": (bool,)}
ARRAY = "Array of "
MISSING: Mapping[str, str] = {
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "chat_id": "chat_id is empty",
    "document": "there is no document in the request",
    "file_id": "invalid file_id",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "text": "message text is empty",
    "user_id": "invalid user_id specified",
}
"""What Telegram says of a parameter left out, where it has words of its own."""


NO_ANSWER = 0
"""The code of a call that is not answered: the connection ends."""


class ApiError(Exception):
    """A call refused as Telegram refuses it: the HTTP code, the description, and its parameters: how many seconds to wait (429 alone), where a group is now."""

    def __init__(
        self, code: int, description: str, retry_after: int | None = None, migrate_to_chat_id: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        told = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to_chat_id}
        self.parameters = {name: value for name, value in told.items() if value}


def bad_request(reason: str) -> ApiError:
    """The commonest refusal, code 400."""
    return ApiError(400, f"Bad Request: {reason}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """What a field may hold; `constant` is the one value it must have, "" for any."""

    types: tuple[str, ...]
    required: bool
    constant: str


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Description:
    """The methods and types of the Bot API; of `not_served` only the names are known."""

    methods: Mapping[str, Fields]
    returns: Mapping[str, tuple[str, ...]]
    types: Mapping[str, Fields]
    subtypes: Mapping[str, tuple[str, ...]]
    not_served: frozenset[str]


@cache
def official() -> Description:
    """The description in `api.json`, read once."""
    data = json.loads((Path(__file__).parent / "api.json").read_text(encoding="utf-8"))
    types = data["types"]
    return Description(
        methods={name: _fields(fields) for name, fields in data["methods"].items()},
        returns={name: tuple(types.split("|")) for name, types in data["returns"].items()},
        types={name: _fields(fields) for name, fields in types.items() if isinstance(fields, dict)},
        subtypes={name: tuple(names) for name, names in types.items() if isinstance(names, list)},
        not_served=frozenset(data["not_served"]),
    )


def check_call(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call, typed: those that came as text are read as the description says.

    Telegram itself passes over an unknown parameter; here it is refused, for it can only be a mistake.
    Raises ApiError for an unknown or missing one, and for a value that does not fit.
    """
    fields = official().methods[method]
    for name in given:
        if name not in fields:
            raise bad_request(f'unknown field "{name}" in {method}')
    for name, field in fields.items():
        if field.required and name not in given:
            raise bad_request(MISSING.get(name, f'field "{name}" is not specified'))
    return {name: _parameter(name, fields[name].types, value) for name, value in given.items()}


def check_value(types: Iterable[str], value: Any) -> None:
    """Raise ApiError unless a JSON value is of one of the types, in all its depth."""
    names = [name for each in types for name in _leaves(each)]
    if len(names) == 1:
        _check(names[0], value)
    elif isinstance(value, dict):
        _check(_best_fit(names, value), value)
    elif not any(_is_plain(name, value) for name in names):
        arrays = [name for name in names if name.startswith(ARRAY)]
        if not arrays or not isinstance(value, list):
            raise bad_request(f"{' or '.join(names)} expected")
        _check(arrays[0], value)


def _fields(spelt: Mapping[str, str]) -> Fields:
    return {name: _field(text) for name, text in spelt.items()}


def _field(text: str) -> Field:
    types, _, constant = text.removesuffix("?").partition("=")
    return Field(tuple(types.split("|")), not text.endswith("?"), constant)


def _parameter(name: str, types: tuple[str, ...], value: Any) -> Any:
    if isinstance(value, Upload):
        if "InputFile" not in types:
            raise bad_request(f'field "{name}" can\'t be a file')
        return value
    read = _read(types, value) if isinstance(value, str) else value
    if isinstance(read, str) and "String" in types:
        _check_unicode(read)
        return read
    plain = all(each in PLAIN or each == "InputFile" for each in types)
    if isinstance(read, str) or (plain and not any(_is_plain(each, read) for each in types)):
        raise bad_request(f'field "{name}" must be of type {" or ".join(types)}')
    if not plain:
        check_value(types, read)
    return read


def _read(types: tuple[str, ...], text: str) -> Any:
    """What a text parameter says: forms carry numbers and flags as text, and lists and objects as JSON."""
    if "Integer" in types and re.fullmatch(r"-?\d{1,19}", text):
        return int(text)
    if "Boolean" in types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if any(name in PLAIN for name in types):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _check_unicode(text: str) -> None:
    """Raise ApiError for half a character: JSON can write one half of a surrogate pair alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _leaves(name: str) -> tuple[str, ...]:
    """A type, or the subtypes it stands for."""
    below = official().subtypes.get(name)
    return tuple(leaf for each in below for leaf in _leaves(each)) if below else (name,)


def _is_plain(name: str, value: Any) -> bool:
    return isinstance(value, PLAIN.get(name, ())) and (name == "Boolean" or not isinstance(value, bool))


def _best_fit(names: list[str], value: dict[str, Any]) -> str:
    """The type an object is meant to be: its constants agree, then it shares most fields and lacks fewest."""
    types = {name: official().types[name] for name in names if name in official().types}
    agreeing = [name for name, fields in types.items() if _constants_agree(fields, value)]
    if not agreeing:
        raise bad_request(f"can't parse {_words(_common(list(types)))}: unsupported type specified")
    return max(agreeing, key=lambda name: (len(types[name].keys() & value.keys()), -_lacking(types[name], value)))


def _constants_agree(fields: Fields, value: dict[str, Any]) -> bool:
    return all(value.get(name, field.constant) == field.constant for name, field in fields.items() if field.constant)


def _lacking(fields: Fields, value: dict[str, Any]) -> int:
    return sum(field.required and name not in value for name, field in fields.items())


def _check(name: str, value: Any) -> None:
    if name.startswith(ARRAY):
        if not isinstance(value, list):
            raise bad_request("expected an Array")
        for each in value:
            check_value((name.removeprefix(ARRAY),), each)
    elif name in PLAIN:
        if not _is_plain(name, value):
            raise bad_request(f"{name} expected")
        if isinstance(value, str):
            _check_unicode(value)
    elif not isinstance(value, dict):
        raise bad_request(f"object expected as {_words(name)}")
    else:
        _check_object(name, value)


def _check_object(name: str, value: dict[str, Any]) -> None:
    fields = official().types[name]
    for key, each in value.items():
        if key not in fields:
            raise _unfit(name, f'unknown field "{key}"')
        if len(fields[key].types) == 1 and fields[key].types[0] in PLAIN and not _is_plain(fields[key].types[0], each):
            raise _unfit(name, f'Field "{key}" must be of type {fields[key].types[0]}')
        if fields[key].constant and each != fields[key].constant:
            raise _unfit(name, f'Field "{key}" must be {fields[key].constant}')
        check_value(fields[key].types, each)
    for key, field in fields.items():
        if field.required and key not in value:
            raise _unfit(name, f'Can\'t find field "{key}"')


def _unfit(name: str, reason: str) -> ApiError:
    return bad_request(f"can't parse {_words(name)}: {reason}")


def _common(names: list[str]) -> str:
    """The type whose subtypes these are; the first of them where there is none."""
    return next((name for name, below in official().subtypes.items() if list(below) == names), names[0])


def _words(name: str) -> str:
    """A type's name as Telegram's errors write it: InlineKeyboardButton is "inline keyboard button"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()

"""The methods that send, edit and delete messages."""

from __future__ import annotations

import time
from typing import Any

from .chats import BOT, Chat, File, Message, words_of
from .description import ApiError, Upload, bad_request
from .entities import Formatted, formatted, units
from .keyboards import inline_keyboard, is_of_another_kind
from .pictures import picture_size
from .world import World

Params = dict[str, Any]

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_UPLOAD = 50 * 2**20
MAX_PHOTO = 10 * 2**20
ACTIONS = {
    *("typing", "upload_photo", "upload_video", "upload_voice", "upload_document", "upload_video_note"),
    *("record_video", "record_voice", "record_video_note", "choose_sticker", "find_location"),
}
ELSEWHERE = (
    "allow_paid_broadcast",
    "business_connection_id",
    "direct_messages_topic_id",
    "message_effect_id",
    "rich_message",
    "suggested_post_parameters",
)
"""Parameters of things this world does not have; they are refused, for to pass over them would be a lie."""
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Message:
    """A text."""
    return _send(world, params, _text_fields(world, params, "message is too long"))


def send_document(world: World, params: Params) -> Message:
    """A file, new or of a message seen before."""
    caption = _caption(world, params)
    file = _file(world, params["document"], MAX_UPLOAD)
    return _send(world, params, {"document": file.as_document()} | caption)


def send_photo(world: World, params: Params) -> Message:
    """A picture (PNG or JPEG), new or of a message seen before."""
    caption = _caption(world, params)
    file = _file(world, params["photo"], MAX_PHOTO)
    width, height = picture_size(file.content)
    return _send(world, params, {"photo": [file.as_file() | {"width": width, "height": height}]} | caption)


def send_chat_action(world: World, params: Params) -> bool:
    """The sign that the bot is busy."""
    chat = target(world, params)
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    _thread(chat, params)
    world.tell({"type": "typing", "chat_id": chat.id})
    return True


def edit_message_text(world: World, params: Params) -> Message | bool:
    """Another text, and another keyboard: none where none is given."""
    chat, message = _to_edit(world, params)
    if "text" not in params:
        raise bad_request("message text is empty")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    fields = _text_fields(world, params, "MESSAGE_TOO_LONG")
    kept = {key: value for key, value in message.items() if key not in (*fields, "entities", "link_preview_options")}
    return _edited(world, chat, message, _with_keyboard(kept | fields, params), params)


def edit_message_reply_markup(world: World, params: Params) -> Message | bool:
    """Another keyboard; none where none is given."""
    chat, message = _to_edit(world, params)
    return _edited(world, chat, message, _with_keyboard(message, params), params)


def delete_message(world: World, params: Params) -> bool:
    """A message of the bot anywhere, or any in a private chat."""
    chat = target(world, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if chat.is_group and not chat.is_of_bot(message):
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    world.tell({"type": "deleted", "chat_id": chat.id, "message_id": message["message_id"]})
    return True


def find_chat(world: World, params: Params) -> Chat:
    """The chat a call names. Raises ApiError where there is none."""
    _refuse_elsewhere(params)
    chat_id = params.get("chat_id", "")
    if chat_id == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.moved_to:
        raise ApiError(
            400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
        )
    return chat


def target(world: World, params: Params) -> Chat:
    """The chat a call names, where the bot may write. Raises ApiError where it may not."""
    chat = find_chat(world, params)
    if not chat.begun:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.bot_status == "member":
        return chat
    if not chat.is_group:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.bot_status == "kicked":
        raise ApiError(403, "Forbidden: bot was kicked from the supergroup chat")
    raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")


def _refuse_elsewhere(params: Params) -> None:
    for name in ELSEWHERE:
        if name in params:
            raise bad_request(f'field "{name}" is not served by the sandbox')


def _send(world: World, params: Params, fields: Message) -> Message:
    chat = target(world, params)
    topic, reply = _thread(chat, params), _replied(chat, params)
    fields = _with_keyboard(fields, params)
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if reply and "quote" in params["reply_parameters"]:
        fields["quote"] = _quote(params["reply_parameters"], reply)
    sender = {"sender_chat": chat.as_chat()} if chat.is_channel else {"from": dict(BOT)}
    message = world.post(chat, sender, fields, reply, topic)
    if chat.is_channel:
        chat.posts.add(message["message_id"])
    if is_of_another_kind(params.get("reply_markup")):
        chat.fixed.add(message["message_id"])
        # A Message of the Bot API does not hold such a keyboard, but the people in the chat see it.
        world.show(chat, message | {"reply_markup": params["reply_markup"]})
    else:
        world.show(chat, message)
    return message


def _text_fields(world: World, params: Params, too_long: str) -> Message:
    content = _formatted(world, params["text"], params, "entities")
    if not content.text:
        raise bad_request("message text is empty")
    if units(content.text) > MAX_TEXT:
        raise bad_request(too_long)
    fields: Message = {"text": content.text} | ({"entities": content.entities} if content.entities else {})
    preview = params.get("link_preview_options")
    return fields | ({"link_preview_options": preview} if preview else {})


def _caption(world: World, params: Params) -> Message:
    content = _formatted(world, params.get("caption", ""), params, "caption_entities")
    if units(content.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields: Message = {"caption": content.text} if content.text else {}
    return fields | ({"caption_entities": content.entities} if content.entities else {})


def _formatted(world: World, text: str, params: Params, entities: str) -> Formatted:
    content = formatted(text, params.get("parse_mode", ""), params.get(entities, ()))
    if content.dropped:
        world.warnings.append(f"{content.dropped} entities past the hundred were dropped from: {content.text[:40]}")
    return content


def _thread(chat: Chat, params: Params) -> int | None:
    topic = params.get("message_thread_id")
    if topic is not None and topic not in chat.topics:
        raise bad_request("message thread not found")
    return topic


def _replied(chat: Chat, params: Params) -> Message | None:
    reply = params.get("reply_parameters")
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise bad_request('field "chat_id" of reply_parameters is not served by the sandbox')
    message = chat.messages.get(reply["message_id"])
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _quote(reply: Params, message: Message) -> dict[str, Any]:
    """The part of the replied message a reply quotes. Raises ApiError where it is no part of it."""
    quote = formatted(reply["quote"], reply.get("quote_parse_mode", ""), reply.get("quote_entities", ()))
    text = words_of(message)[0]
    position = text.find(quote.text)
    if position < 0 or not quote.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    whole: Params = {"text": quote.text, "position": units(text[:position]), "is_manual": True}
    return whole | ({"entities": quote.entities} if quote.entities else {})


def _file(world: World, given: Upload | str, most: int) -> File:
    if isinstance(given, str):
        known = world.files.get(given)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > most:
        raise ApiError(413, "Request Entity Too Large")
    return world.keep_file(given.name, given.mime_type, given.content)


def _to_edit(world: World, params: Params) -> tuple[Chat, Message]:
    """The message an edit names, by chat and number or by its inline number."""
    _refuse_elsewhere(params)
    if "inline_message_id" in params:
        place = world.inline_messages.get(params["inline_message_id"])
        message = world.chats[place[0]].messages.get(place[1]) if place else None
        if place is None or message is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.chats[place[0]], message
    chat = target(world, params)
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not chat.is_of_bot(message) or message["message_id"] in chat.fixed:
        raise bad_request("message can't be edited")
    return chat, message


def _with_keyboard(message: Message, params: Params) -> Message:
    keyboard = inline_keyboard(params.get("reply_markup"))
    kept = {key: value for key, value in message.items() if key != "reply_markup"}
    return kept | ({"reply_markup": keyboard} if keyboard else {})


def _edited(world: World, chat: Chat, before: Message, after: Message, params: Params) -> Message | bool:
    if after == before:
        raise bad_request(NOT_MODIFIED)
    # Telegram marks a message as edited for its content, not for its keyboard.
    if any(before.get(key) != after.get(key) for key in ("text", "entities")):
        after = after | {"edit_date": int(time.time())}
    world.replace(chat, after)
    return True if "inline_message_id" in params else after

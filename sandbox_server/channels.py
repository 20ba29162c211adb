"""Channels, where nobody has a name, and groups that become supergroups."""

from __future__ import annotations

from .chats import Chat
from .entities import worded
from .world import World


def add_channel(world: World, channel_id: int, title: str, admin_id: int) -> None:
    """A new channel whose admin has let the bot in; everybody else reads it."""
    members = dict.fromkeys(world.people, "member") | {admin_id: "creator"}
    world.chats[channel_id] = Chat(channel_id, title, members, is_channel=True)


def publish(world: World, channel_id: int, text: str) -> int:
    """An admin posts in a channel: the number of the message, which says nothing of who wrote it."""
    chat = world.chats[channel_id]
    message = world.post(chat, {"sender_chat": chat.as_chat()}, worded(text), None, None)
    world.show(chat, message)
    world.send_update("channel_post", message)
    return int(message["message_id"])


def upgrade(world: World, chat_id: int) -> int:
    """A group becomes a supergroup: its new id. The old chat tells the bot so, in a message and whenever it is written to."""
    old = world.chats[chat_id]
    new_id = chat_id - 1_000_000
    world.chats[new_id] = Chat(new_id, old.title, dict(old.members))
    message = world.post(
        old, {"from": world.people[min(old.members)].as_user()}, {"migrate_to_chat_id": new_id}, None, None
    )
    old.moved_to = new_id
    world.send_update("message", message)
    return new_id

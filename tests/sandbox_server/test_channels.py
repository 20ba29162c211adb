"""Channels, groups that become supergroups, and calls without an answer."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, NetworkError

from sandbox_server import World
from sandbox_server.channels import add_channel, publish, upgrade
from sandbox_server.chats import Chat
from sandbox_server.description import NO_ANSWER

pytestmark = pytest.mark.anyio

CHANNEL = -1002000000002


async def test_a_post_of_a_channel_says_nothing_of_who_wrote_it(world: World, bot: Bot) -> None:
    add_channel(world, CHANNEL, "社区之窗", 1002)
    publish(world, CHANNEL, "/subscribe")
    (update,) = await bot.get_updates(allowed_updates=["channel_post"])
    post = update.channel_post
    assert post is not None
    assert (post.from_user, post.chat.type, post.text) == (None, "channel", "/subscribe")
    answer = await bot.send_message(CHANNEL, "好")
    assert (answer.from_user, answer.sender_chat and answer.sender_chat.id) == (None, CHANNEL)
    assert [(await bot.get_chat_member(CHANNEL, person)).status for person in (1001, 1002)] == ["member", "creator"]


async def test_the_bot_edits_its_own_posts_alone(world: World, bot: Bot) -> None:
    add_channel(world, CHANNEL, "社区之窗", 1002)
    theirs = publish(world, CHANNEL, "早")
    ours = await bot.send_message(CHANNEL, "好")
    await bot.edit_message_text("很好", CHANNEL, ours.message_id)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("晚", CHANNEL, theirs)


async def test_a_group_that_became_a_supergroup_says_where_it_is(world: World, bot: Bot) -> None:
    world.chats[-500] = Chat(-500, "小群", {1002: "creator"})
    new_id = upgrade(world, -500)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.migrate_to_chat_id == new_id
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-500, "好")
    assert moved.value.new_chat_id == new_id
    assert (await bot.send_message(new_id, "好")).chat.id == new_id


async def test_a_call_may_have_no_answer(world: World, bot: Bot) -> None:
    world.fail_next("sendMessage", NO_ANSWER, "")
    with pytest.raises(NetworkError, match="httpx"):
        await bot.send_message(1001, "好")
    assert world.messages(1001) == []

"""A message that Telegram brings twice does its work once, and is answered once."""

from __future__ import annotations

import pytest

from knowledge.desk import is_hidden, set_hidden
from tests.handlers.conftest import EDITOR, WORKER, Chat, Message

pytestmark = pytest.mark.anyio


async def said_since(chat: Chat, who: int, answer: Message) -> list[Message]:
    """What the bot says after an answer, when all that came before was dealt with."""
    chat.world.say(who, who, "/case 99")
    refused = "没有编号「99」的案例"

    def all_said() -> list[Message] | None:
        found = chat.of_bot(who, answer["message_id"])
        return found if found and refused in found[-1]["text"] else None

    return (await chat.world.until(all_said))[:-1]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (EDITOR, "/hide 1"),
        (EDITOR, "下架 1"),
        (EDITOR, "/undo"),
        (EDITOR, "/import"),
        (EDITOR, "/edit 1"),
        (WORKER, "/suggest 梧桐社区的老茶馆开了夜场。"),
    ],
)
async def test_a_command(chat: Chat, who: int, text: str) -> None:
    answer = await chat.say(text, who)
    sent = next(message for message in chat.world.messages(who) if message.get("text") == text)
    chat.world.send_update("message", sent)
    assert await said_since(chat, who, answer) == []


async def test_what_was_asked_for(chat: Chat) -> None:
    await chat.say("/suggest", WORKER)
    kept = await chat.say("梧桐社区的老茶馆开了夜场。", WORKER)
    sent = next(
        message for message in chat.world.messages(WORKER) if message.get("text") == "梧桐社区的老茶馆开了夜场。"
    )
    chat.world.send_update("message", sent)
    assert await said_since(chat, WORKER, kept) == []


async def test_a_command_put_in_the_place_of_another_is_done(chat: Chat) -> None:
    message = chat.world.say(EDITOR, EDITOR, "/hide 1")
    hidden = await chat.answer_after(EDITOR, message)
    chat.world.edit(EDITOR, message, "/hide 2")
    again = await chat.answer_after(EDITOR, hidden["message_id"])
    chat.world.edit(EDITOR, message, "/show 2")
    await chat.answer_after(EDITOR, again["message_id"])
    assert [is_hidden(chat.library.db, case_id) for case_id in (1, 2)] == [True, False]


async def test_a_message_whose_answer_never_came_is_answered_when_it_is_brought_again(chat: Chat) -> None:
    set_hidden(chat.library, 1, True, EDITOR)
    chat.world.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    message = chat.world.say(EDITOR, EDITOR, "/undo")
    await chat.world.until(lambda: not is_hidden(chat.library.db, 1))
    chat.world.send_update(
        "message", next(each for each in chat.world.messages(EDITOR) if each["message_id"] == message)
    )
    assert (await chat.answer_after(EDITOR, message))["text"].startswith("撤销了：下架 #1")
    chat.refused = 1

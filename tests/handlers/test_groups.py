"""In a group: silent unless called, one case, the rest in private."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.house import Pace
from knowledge import Case, Library, Place
from sandbox_server import World, serving
from tests.handlers.conftest import ANONYMOUS, GROUP, NEIGHBOUR, WORKER, Chat, running
from tests.knowledge.samples import TEA

pytestmark = pytest.mark.anyio


@pytest.fixture
def cases() -> list[Case]:
    """Three communities with a tea house of which much the same is told."""
    return [
        replace(TEA, title=f"{name}社区：老茶馆", place=Place("成都市", "双流区", "东升街道", f"{name}社区"))
        for name in ("梧桐", "银杏", "桂花")
    ]


async def test_one_case_and_the_rest_in_private(chat: Chat) -> None:
    answer = await chat.say("/ask 有哪些社区开了老茶馆", chat=GROUP)
    assert answer["text"].splitlines()[1].startswith("找到 3 个案例，这是第 1 个。")
    assert answer["text"].count("出处：") == 1
    assert answer["reply_to_message"]["text"] == "/ask 有哪些社区开了老茶馆"
    assert chat.keys(answer) == [["看案例1", "在私聊看全部"], ["下一页"], ["有用", "没答到"]]
    case, rest = chat.buttons(answer)[:2]
    assert case["url"] == "https://t.me/chapu_sandbox_bot?start=c_1"
    whole = await chat.answer_after(WORKER, chat.world.open_link(WORKER, rest["url"].partition("start=")[2]))
    assert whole["text"].count("出处：") == 3
    sent = next(call for call in chat.world.calls if call.method == "sendMessage" and call.params["chat_id"] == GROUP)
    assert sent.params["disable_notification"] is True


@pytest.mark.parametrize(
    "said",
    ["/ask 老茶馆", "/ask@chapu_sandbox_bot 老茶馆", "@chapu_sandbox_bot 老茶馆", "老茶馆 @Chapu_Sandbox_Bot"],
)
async def test_ways_to_call(chat: Chat, said: str) -> None:
    assert (await chat.say(said, chat=GROUP))["text"].startswith("老茶馆\n找到")


async def test_a_reply_to_the_bot_is_a_question(chat: Chat) -> None:
    answer = await chat.say("/help", chat=GROUP)
    chat.patient_group()
    assert "老茶馆" in (await chat.say("老茶馆", chat=GROUP, reply_to=answer["message_id"]))["text"]


async def test_ask_answers_what_somebody_else_said(chat: Chat) -> None:
    said = chat.world.say(GROUP, NEIGHBOUR, "老茶馆")
    assert (await chat.say("/ask", chat=GROUP, reply_to=said))["text"].startswith("老茶馆\n找到")


async def test_words_for_commands_need_a_call_too(chat: Chat) -> None:
    assert (await chat.say("@chapu_sandbox_bot 案例2", chat=GROUP))["text"].startswith("#2 ")


async def test_a_miss_leads_to_the_private_chat(chat: Chat) -> None:
    answer = await chat.say("/ask 外星人怎么治理", chat=GROUP)
    assert answer["text"] == (
        "外星人怎么治理\n没有。库里没有答得上「外星人怎么治理」的案例。\n在私聊里可以点「有了通知我」，以后有了会告诉你。"
    )
    assert chat.keys(answer) == [["在私聊看全部"]]
    link = chat.buttons(answer)[0]["url"].partition("start=")[2]
    told = await chat.answer_after(WORKER, chat.world.open_link(WORKER, link))
    assert chat.keys(told)[-1] == ["有了通知我"]


async def test_other_talk_is_left_alone(chat: Chat) -> None:
    for text in ("老茶馆", "帮助", "17", "/ask@other_bot 老茶馆", "/nothing", "@chapu_sandbox_bots 老茶馆"):
        message_id = chat.world.say(GROUP, WORKER, text)
        message = next(each for each in chat.world.messages(GROUP) if each["message_id"] == message_id)
        chat.world.send_update("message", message)  # as where the bot may read everything
    await chat.say("/help", chat=GROUP)
    assert len(chat.of_bot(GROUP)) == 1


async def test_other_talk_does_not_make_anybody_too_fast(chat: Chat) -> None:
    for _ in range(40):
        message_id = chat.world.say(GROUP, WORKER, "今天开会")
        message = next(each for each in chat.world.messages(GROUP) if each["message_id"] == message_id)
        chat.world.send_update("message", message)
    assert "老茶馆" in (await chat.say("/ask 老茶馆", chat=GROUP))["text"]
    assert len(chat.of_bot(GROUP)) == 1


async def test_a_step_in_private_outlasts_talk_in_a_group(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.press(await chat.press(answer, "没答到"), "写一句")
    await chat.say("/ask 老茶馆", chat=GROUP)
    assert (await chat.say("没说怎么排班"))["text"].startswith("记下了")


async def test_only_the_asker_turns_pages_but_all_may_vote(chat: Chat) -> None:
    answer = await chat.say("/ask 有哪些社区开了老茶馆", chat=GROUP)
    await chat.settled()
    refused = await chat.press(answer, "下一页", who=NEIGHBOUR)
    assert (refused["toast"], refused["text"]) == ("这是别人问的，请自己发 /ask 提问。", answer["text"])
    assert (await chat.press(answer, "没答到", who=NEIGHBOUR))["toast"] == "记下了，谢谢。"
    assert "这是第 2 个" in (await chat.press(answer, "下一页"))["text"]


async def test_lists_in_a_group_are_the_askers_too(chat: Chat) -> None:
    listed = await chat.say("/new", chat=GROUP)
    assert (await chat.press(listed, "1 梧桐社区", who=NEIGHBOUR))["toast"] == "这是别人问的，请自己发 /ask 提问。"
    assert (await chat.press(listed, "1 梧桐社区"))["text"].startswith("#1 ")


async def test_pages_of_an_anonymous_admin_are_open_to_all(chat: Chat) -> None:
    answer = await chat.say("/ask 有哪些社区开了老茶馆", who=ANONYMOUS, chat=GROUP)
    await chat.settled()
    assert "这是第 2 个" in (await chat.press(answer, "下一页", who=NEIGHBOUR))["text"]


async def test_a_group_is_answered_once_in_ten_seconds_and_told_so_once(chat: Chat) -> None:
    await chat.say("/ask 老茶馆", chat=GROUP)
    assert (await chat.say("/ask 老茶馆", who=NEIGHBOUR, chat=GROUP))["text"] == "慢一点，10 秒后再问。"
    chat.world.say(GROUP, WORKER, "/ask 老茶馆")
    await chat.settled()
    assert len(chat.of_bot(GROUP)) == 2
    house = chat.app.bot_data["house"]
    chat.app.bot_data["house"] = replace(house, groups=Pace(1, 10, clock=lambda: 0))
    assert "老茶馆" in (await chat.say("/ask 老茶馆", chat=GROUP))["text"]


@pytest.mark.parametrize("command", ["/saved", "/privacy", "@chapu_sandbox_bot 收藏"])
async def test_what_is_ones_own_is_shown_in_private_only(chat: Chat, command: str) -> None:
    answer = await chat.say(command, chat=GROUP)
    assert (answer["text"], chat.keys(answer)) == ("这个在私聊里用。", [["去私聊"]])


async def test_an_edited_question_edits_the_answer_in_the_group(chat: Chat) -> None:
    answer = await chat.say("/ask 银杏社区的老茶馆", chat=GROUP)
    await chat.settled()
    asked = answer["reply_to_message"]["message_id"]
    assert "#1 梧桐社区" in (await chat.edit(asked, "/ask 梧桐社区的老茶馆", answer))["text"]


async def test_in_a_forum_the_answer_is_in_the_same_topic(filled: Library) -> None:
    world = World(forum=True)
    world.chats[GROUP].topics[5] = "案例"
    async with serving(world) as address, running(filled, world, address) as app:
        answer = await Chat(world, app, filled).say("/ask 老茶馆", chat=GROUP, topic=5)
    assert (answer["message_thread_id"], answer["is_topic_message"]) == (5, True)


async def test_a_group_that_silences_the_bot_is_no_error(chat: Chat) -> None:
    chat.refused = 1
    chat.patient_group()
    chat.world.fail_next("sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat")
    chat.world.say(GROUP, WORKER, "/ask 老茶馆")
    await chat.settled()
    await chat.world.until(lambda: [call for call in chat.world.calls if call.method == "leaveChat"])
    assert (chat.of_bot(GROUP), chat.of_bot(1002)) == ([], [])


async def test_commands_for_another_bot_are_left_alone_in_a_reply_too(chat: Chat) -> None:
    answer = await chat.say("/help", chat=GROUP)
    chat.patient_group()
    message_id = chat.world.say(GROUP, WORKER, "/ban@other_bot 老茶馆", reply_to=answer["message_id"])
    message = next(each for each in chat.world.messages(GROUP) if each["message_id"] == message_id)
    chat.world.send_update("message", message)
    await chat.say("/help", chat=GROUP)
    assert len(chat.of_bot(GROUP)) == 2


async def test_buttons_whose_question_is_gone_are_nobodys(chat: Chat) -> None:
    listed = await chat.say("/new", chat=GROUP)
    gone = {key: value for key, value in listed.items() if key != "reply_to_message"}
    chat.world.chats[GROUP].messages[listed["message_id"]] = gone
    assert (await chat.press(listed, "1 梧桐社区", who=NEIGHBOUR))["toast"] == "这条结果太久了，重新发一次问题就好。"


async def test_a_case_in_a_group_is_its_card(chat: Chat) -> None:
    card = await chat.say("/case 1", chat=GROUP)
    assert (chat.keys(card), card["text"].count("\n")) == ([["在私聊看全文"]], 3)


async def test_a_busy_group_holds_up_nobody_else(chat: Chat) -> None:
    chat.patient_group()
    chat.unhurried()
    for _ in range(120):
        chat.world.say(GROUP, WORKER, "/random")
    assert "#1 梧桐社区" in (await chat.say("老茶馆"))["text"]


@pytest.mark.parametrize("data", ["x:delete", "f:1", "w:AAAAAA:1"])
async def test_what_is_private_is_shown_in_no_group(chat: Chat, data: str) -> None:
    listed = await chat.say("/new", chat=GROUP)
    chat.world.callbacks["77"] = {}
    press = {
        "id": "77",
        "from": chat.world.people[WORKER].as_user(),
        "message": listed,
        "chat_instance": "1",
        "data": data,
    }
    chat.world.send_update("callback_query", press)
    told = await chat.world.until(lambda: chat.world.callback_answers.get("77"))
    assert (told["text"], chat.now(listed)) == ("这条结果太久了，重新发一次问题就好。", listed)

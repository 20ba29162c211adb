"""A Bot API of its own, which holds a bot to Telegram's limits and can misbehave: `python -m benchmarks.botapi CONFIG.json`.

CONFIG.json has the fields of `botapi_rules.Config`. It prints its address, and serves until it is ended. What was delivered is in the log, a line of JSON
each: t (monotonic seconds), chat, method, message_id, text (its first 80 characters). For whoever drives it, on the same port:

POST /control/say {"chat", "from", "text"}   a message to the bot; answers its message_id
GET /control/stats                           what was counted; just_answered: the messages answered within the last latency
GET /control/after?chat=ID&message=ID        the bot's messages in a chat after that one, as they are now
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import struct
import sys
import time
from collections import Counter, defaultdict, deque
from contextlib import suppress
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, TextIO

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from .botapi_rules import Answer, Config, Limits, Params, Refusal, is_subscriber, lost_chat, too_soon, whereabouts

FLOOD = 3
LISTED, LOGGED = 20, 80
FAULTS = ("error5xx", "reset_before", "reset_after", "flood")
FAULTY = frozenset({"sendMessage", "sendPhoto"})
REPLACED = {
    "editMessageText": ("reply_markup",),
    "editMessageCaption": ("reply_markup", "caption"),
    "editMessageMedia": ("reply_markup", "caption", "photo", "document"),
    "editMessageReplyMarkup": ("reply_markup",),
}
"""By method, the fields of a message that go unless they are given anew."""
MESSAGES = FAULTY | set(REPLACED) | {"sendDocument"}
TRUE = frozenset({"deleteWebhook", "setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription"})
TRUE |= {"sendChatAction", "answerCallbackQuery"}
ME = {"id": 123456, "is_bot": True, "first_name": "茶铺", "username": "ChapuBenchBot"}
CAN = {"can_join_groups": True, "can_read_all_group_messages": False, "can_connect_to_business": False}
CAN |= {"supports_inline_queries": True, "has_main_web_app": False}
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
FULL = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}

Message = dict[str, Any]


class Telegram:
    """The chats, their limits, and what was counted."""

    def __init__(self, config: Config, log: TextIO) -> None:
        self.config, self.log, self.limits = config, log, Limits()
        self.chance, self.spread = random.Random(config.seed), random.Random(config.seed)  # noqa: S311 - to be repeated
        self.chats: defaultdict[int, dict[int, Message]] = defaultdict(dict)
        self.files: set[str] = set()
        self.updates: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.calls, self.own, self.faults = Counter[str](), Counter[str](), Counter[str]()
        self.violations: list[str] = []
        self.refused: list[str] = []
        self.messages = self.delivered = self.in_flight = 0
        self.answered: deque[float] = deque(maxlen=1000)

    def say(self, chat: int, person: int, text: str) -> int:
        """Put a message to the bot into its mailbox; the message's number."""
        sender = {"id": person, "is_bot": False, "first_name": f"居民{person}", "language_code": "zh"}
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else []
        message = self._message(chat, sender) | {"text": text, "entities": entities}
        self.updates.append({"update_id": message["message_id"], "message": message})
        self.arrived.set()
        return self.messages

    def after(self, chat: int, number: int) -> list[Message]:
        """The bot's messages in a chat after one."""
        return [message for key, message in self.chats[chat].items() if key > number]

    def stats(self) -> dict[str, Any]:
        """What was counted so far."""
        lately = time.monotonic() - self.config.latency
        return {
            "delivered": self.delivered,
            "own429": {reason: count for reason, count in self.own.items() if reason != "impatient"},
            "impatient": self.own["impatient"],
            "refused": self.refused[:LISTED],
            "faults": self.faults,
            "violation_count": len(self.violations),
            "violations": self.violations[:LISTED],
            "in_flight": self.in_flight,
            "just_answered": sum(each > lately for each in self.answered),
            "calls": self.calls,
        }

    async def answer(self, method: str, params: Params) -> Answer:
        """What a method answers, when it is time to."""
        self.calls[method] += 1
        message = method in MESSAGES
        self.in_flight += message
        answer = await self._answer(method, params)
        await asyncio.sleep(self.config.latency * self.spread.uniform(0.7, 1.3))
        self.in_flight -= message
        if message:
            self.answered.append(time.monotonic())
        if answer.wait:
            self.limits.told[params.number("chat_id")] = time.monotonic() + answer.wait
        return answer

    async def _answer(self, method: str, params: Params) -> Answer:
        try:
            if method in MESSAGES:
                return self._send(method, params)
            return _ok(await self._take(params) if method == "getUpdates" else self._result(method, params))
        except ValueError as error:
            refusal = Refusal(400, f"can't parse: {error}", broken=True)
        except Refusal as refused:
            refusal = refused
        if refusal.broken:
            self.violations.append(f"{method}: {refusal}: {params.values}"[:300])
        return Answer(refusal.code, json.dumps(refusal.as_dict()), refusal.parameters.get("retry_after", 0))

    async def _take(self, params: Params) -> list[dict[str, Any]]:
        """The updates from an offset on; where there is none yet, those that come within the timeout."""
        offset, timeout, most = (int(params.values.get(name, 0)) for name in ("offset", "timeout", "limit"))
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        if not self.updates:
            self.arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.arrived.wait(), timeout)
        return self.updates[: most or 100]

    def _result(self, method: str, params: Params) -> Any:
        """What a method answers that sends no message."""
        if method in TRUE:
            return True
        if method == "getMe":
            return ME | CAN
        if method == "getChat":
            return whereabouts(params.number("chat_id")) | FULL
        if method == "getChatMember":
            params.number("chat_id")
            return {"status": "member", "user": {"id": params.number("user_id"), "is_bot": False, "first_name": "居民"}}
        if method == "deleteMessage":
            return bool(self.chats[params.number("chat_id")].pop(self._held(params)["message_id"]))
        raise Refusal(404)

    def _send(self, method: str, params: Params) -> Answer:
        """Send or change a message, where nothing stands against it."""
        chat, edit, now = params.number("chat_id"), method in REPLACED, time.monotonic()
        content = params.content(method, self.files)
        if breach := self.limits.breach(chat, edit, now):
            reason, seconds = breach
            self.own[reason] += 1
            self.refused.append(f"{reason}: {method} to {chat}")
            raise too_soon(seconds)
        if lost := lost_chat(self.config, chat):
            self.faults["migrated" if lost.parameters else "blocked"] += 1
            raise lost
        fault = self._fault() if method in FAULTY and is_subscriber(chat) else ""
        if fault == "flood":
            raise too_soon(FLOOD)
        if fault == "error5xx":
            return self._outage()
        if fault == "reset_before":
            return Answer()
        message = (self._held(params, REPLACED[method]) if edit else self._message(chat, ME)) | content
        self.limits.arrive(chat, edit, now)
        self._deliver(method, message, now)
        return Answer() if fault else _ok(message)

    def _fault(self) -> str:
        """The fault that meets a message; none mostly."""
        drawn = self.chance.random()
        for fault in FAULTS:
            drawn -= getattr(self.config, fault)
            if drawn < 0:
                self.faults[fault] += 1
                return fault
        return ""

    def _outage(self) -> Answer:
        refusal = Refusal(self.chance.choice((500, 502, 503, 504)))
        page = f"<html><head><title>{refusal.code} {refusal}</title></head><body><h1>{refusal}</h1></body></html>"
        return Answer(refusal.code, json.dumps(refusal.as_dict()) if self.chance.random() < 0.5 else page)

    def _deliver(self, method: str, message: Message, now: float) -> None:
        chat, number = int(message["chat"]["id"]), int(message["message_id"])
        self.chats[chat][number] = message
        self.delivered += 1
        text = str(message.get("text") or message.get("caption", ""))
        line = {"t": now, "chat": chat, "method": method, "message_id": number, "text": text[:LOGGED]}
        print(json.dumps(line, ensure_ascii=False), file=self.log, flush=True)

    def _message(self, chat: int, sender: dict[str, Any]) -> Message:
        """A new message, with nothing in it."""
        self.messages += 1
        return {"message_id": self.messages, "date": int(time.time()), "chat": whereabouts(chat), "from": sender}

    def _held(self, params: Params, without: tuple[str, ...] = ()) -> Message:
        """A message of the bot's that is there, without some of its fields."""
        held = self.chats[params.number("chat_id")].get(params.number("message_id"))
        if held is None:
            raise Refusal(400, "message to edit not found")
        return {name: value for name, value in held.items() if name not in without}


def _ok(result: Any) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}))


class Call(RequestHandler):
    """A method of the Bot API."""

    def initialize(self, telegram: Telegram) -> None:
        """telegram: the world it is called in."""
        self.telegram = telegram

    async def get(self, method: str) -> None:
        """Answer, or reset the connection."""
        answer = await self.telegram.answer(method, _params(self.request))
        if answer.body is None:
            stream = self.detach()
            stream.socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            stream.close()
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", "application/json" if answer.body.startswith("{") else "text/html")
        self.write(answer.body)

    post = get


class Control(RequestHandler):
    """What the driver asks."""

    def initialize(self, telegram: Telegram) -> None:
        """telegram: the world it is about."""
        self.telegram = telegram

    def get(self, what: str) -> None:
        """The counts, or the messages after one."""
        found: Any = self.telegram.stats()
        if what == "after":
            chat, number = int(self.get_argument("chat")), int(self.get_argument("message"))
            found = self.telegram.after(chat, number)
        self.write(json.dumps(found))

    def post(self, what: str) -> None:
        """Say something to the bot."""
        said = json.loads(self.request.body)
        self.write({"message_id": self.telegram.say(said["chat"], said["from"], said["text"])})


def _params(request: HTTPServerRequest) -> Params:
    values = {name: given[-1].decode() for name, given in request.arguments.items()}
    if request.headers.get("Content-Type", "").startswith("application/json"):
        given = json.loads(request.body or "{}")
        values |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return Params(values, frozenset(request.files))


async def main(path: Path) -> None:
    """Serve until the process is ended."""
    config = Config(**json.loads(path.read_text(encoding="utf-8")))
    [bound] = bind_sockets(config.port, "127.0.0.1")
    with Path(config.log).open("a", encoding="utf-8") as log:
        given = {"telegram": Telegram(config, log)}
        routes = [
            (rf"/bot{re.escape(config.token)}/(\w+)", Call, given),
            (r"/control/(say|stats|after)", Control, given),
        ]
        HTTPServer(Application(routes, log_function=lambda _: None)).add_socket(bound)
        print(f"http://127.0.0.1:{bound.getsockname()[1]}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""The chat page: its files, uploads and downloads, and the live line it shows the chats by."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tornado.routing import URLSpec
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .chats import ANONYMOUS, BOT, Chat
from .settings import menu
from .updates import LOCAL
from .world import GROUP, World

Event = dict[str, Any]

FILES = Path(__file__).parent / "page"
CHATS: Mapping[str, int] = {"worker": 1001, "editor": 1002, "group": GROUP}
KEYS: Mapping[int, str] = {chat_id: key for key, chat_id in CHATS.items()}
WANTED: Mapping[str, type] = {
    **dict.fromkeys(("do", "chat", "text", "data", "query", "offset", "inline_id", "result_id", "payload"), str),
    **dict.fromkeys(("person", "message_id", "reply_to"), int),
}
"""The fields of a deed."""
UNREADABLE = "没看懂页面发来的内容，请刷新页面再试。"


def routes(world: World) -> list[URLSpec]:
    """The addresses of the page."""
    return [
        URLSpec(r"/()", Static, {"path": str(FILES), "default_filename": "index.html"}),
        URLSpec(r"/page/upload", Up, {"world": world}),
        URLSpec(r"/page/live", Live, {"world": world}),
        URLSpec(r"/page/file/([^/]+)", Down, {"world": world}),
        URLSpec(r"/page/([\w.-]+)", Static, {"path": str(FILES)}),
    ]


class _Local(RequestHandler):
    """What only a page of this machine may ask for: a foreign name that leads here (DNS rebinding) is turned away."""

    def prepare(self) -> None:
        """Raises HTTPError 403 for a foreign Host, and for an Origin that is not this server."""
        origin = self.request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != self.request.host
        if urlsplit(f"//{self.request.host}").hostname not in LOCAL or foreign:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        """Nothing is kept by the browser, no other page frames this one, no file is taken for another kind."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.set_header("X-Content-Type-Options", "nosniff")


class Static(_Local, StaticFileHandler):
    """The page's own files."""

    def set_extra_headers(self, path: str) -> None:
        """Always the newest."""
        self.set_header("Cache-Control", "no-store")


class Up(_Local):
    """A file a person sends: /page/upload?chat=KEY&person=ID."""

    def initialize(self, world: World) -> None:
        """The world it goes to."""
        self.world = world

    def post(self) -> None:
        """{"message_id"}, or {"error"} with a sentence."""
        try:
            chat_id, person = CHATS[self.get_query_argument("chat")], int(self.get_query_argument("person"))
            file = self.request.files["file"][0]
            caption = self.get_body_argument("caption", "")
            self.finish({"message_id": self.world.send_file(chat_id, person, file.filename, file.body, caption)})
        except (KeyError, ValueError, HTTPError):
            self.set_status(400)
            self.finish({"error": "文件没发出去：请选一个文件，并确认机器人没有被屏蔽。"})


class Down(_Local):
    """A file anybody sent: /page/file/FILE_ID."""

    def initialize(self, world: World) -> None:
        """The world it lies in."""
        self.world = world

    def get(self, file_id: str) -> None:
        """The bytes, under the file's own name."""
        file = self.world.files.get(file_id)
        if file is None:
            raise HTTPError(404)
        self.set_header("Content-Type", file.mime_type)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(file.name, safe='')}")
        self.finish(file.content)


class Live(_Local, WebSocketHandler):
    """What happens in the chats, told as it happens; and what the person at the page does."""

    def initialize(self, world: World) -> None:
        """The world it shows."""
        self.world = world
        self.asked: dict[str, str] = {}

    def check_origin(self, origin: str) -> bool:
        """Checked for every request already, by `prepare`."""
        return True

    def open(self, *_args: str, **_extra: str) -> None:
        """Tell how things stand, then what happens."""
        self._send(state(self.world))
        self.world.listeners.add(self._tell)

    def on_close(self) -> None:
        """Tell no more."""
        self.world.listeners.discard(self._tell)

    def on_message(self, message: str | bytes) -> None:
        """One deed of the person at the page."""
        try:
            deed = _deed(message)
            do, fault = DEEDS[deed["do"]]
        except (ValueError, KeyError):
            self._send({"type": "error", "text": UNREADABLE})
            return
        try:
            number = do(self.world, deed)
        except (ValueError, KeyError):
            self._send({"type": "error", "text": fault})
            return
        if deed["do"] == "inline":
            self.asked[str(number)] = deed["chat"]

    def _tell(self, event: Event) -> None:
        if event["type"] == "closing":
            self.close()
            return
        for told in shown(self.world, event, self.asked):
            self._send(told)

    def _send(self, event: Event) -> None:
        try:
            sent = self.write_message(json.dumps(event, ensure_ascii=False))
            # A page that goes away while it is written to has seen all it wanted; asking for the fault keeps it out of the log.
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        except WebSocketClosedError:
            self.on_close()


def _deed(message: str | bytes) -> Event:
    """What the page asks for, with the number of its chat. Raises ValueError or KeyError for what is no deed."""
    deed = json.loads(message)
    json.dumps(deed, ensure_ascii=False).encode()  # Half a character, which JavaScript may send, raises here.
    if not isinstance(deed, dict):
        raise ValueError
    given = {name: value for name, value in deed.items() if value is not None}
    if not all(isinstance(value, WANTED[name]) for name, value in given.items()):
        raise ValueError
    return given | ({"chat_id": CHATS[given["chat"]]} if "chat" in given else {})


def state(world: World) -> Event:
    """All a page needs to begin."""
    described = {"description": _description(world)}
    named = (person for person in world.people.values() if person.id != ANONYMOUS)
    people = [{"id": person.id, "first_name": person.first_name} for person in named]
    chats = [_chat(world, key, world.chats[chat_id]) for key, chat_id in CHATS.items()]
    return {"type": "state", "bot": {**BOT, **described}, "people": people, "chats": chats}


def shown(world: World, event: Event, asked: Mapping[str, str]) -> list[Event]:
    """What a page is told of an event of the world: nothing of chats it does not show; `asked` are its inline queries."""
    kind = event["type"]
    if kind == "commands":
        return [{"type": kind, "chat": key, "commands": menu(world, world.chats[CHATS[key]])} for key in CHATS]
    if kind == "description":
        return [state(world)]
    if kind == "inline":
        key = asked.get(event["inline_id"])
        return [{"chat": key} | {name: value for name, value in event.items() if name != "person_id"}] if key else []
    key = KEYS.get(event["chat_id"])
    return [{"chat": key} | {name: value for name, value in event.items() if name != "chat_id"}] if key else []


def _chat(world: World, key: str, chat: Chat) -> Event:
    return {
        "key": key,
        "id": chat.id,
        "title": chat.title,
        "kind": "group" if chat.is_group else "private",
        "speakers": list(chat.members),
        "messages": world.messages(chat.id),
        "commands": menu(world, chat),
        "blocked": chat.bot_status != "member",
    }


def _description(world: World) -> str:
    texts = (world.descriptions.get(("description", language)) for language in ("zh", ""))
    return next((text for text in texts if text), "")


def _say(world: World, deed: Event) -> int:
    return world.say(deed["chat_id"], deed["person"], deed["text"], deed.get("reply_to"))


def _edit(world: World, deed: Event) -> None:
    world.edit(deed["chat_id"], deed["message_id"], deed["text"])


def _press(world: World, deed: Event) -> str:
    return world.press(deed["chat_id"], deed["message_id"], deed["person"], deed["data"])


def _inline(world: World, deed: Event) -> str:
    return world.ask_inline(deed["person"], deed["query"], deed.get("offset", ""))


def _choose(world: World, deed: Event) -> int:
    return world.choose(deed["person"], deed["chat_id"], deed["inline_id"], deed["result_id"])


def _start(world: World, deed: Event) -> int:
    return world.open_link(deed["person"], deed.get("payload", ""))


def _block(world: World, deed: Event) -> None:
    world.block(deed["person"])


def _unblock(world: World, deed: Event) -> None:
    world.unblock(deed["person"])


DEEDS: Mapping[str, tuple[Callable[[World, Event], Any], str]] = {
    "say": (_say, "消息没发出去：要有 1 到 4096 个字，而且机器人没有被屏蔽。"),
    "edit": (_edit, "改不了这条消息：只能改自己发的文字消息。"),
    "press": (_press, "这个按钮已经不在了。"),
    "inline": (_inline, "没法查询，请刷新页面再试。"),
    "choose": (_choose, "这张卡片已经不在了，请重新查询。"),
    "start": (_start, "没法开始：链接不对，或者机器人已被屏蔽。"),
    "block": (_block, "屏蔽不了。"),
    "unblock": (_unblock, "恢复不了。"),
}
"""What a page may ask for, and the sentence for one that cannot be done."""

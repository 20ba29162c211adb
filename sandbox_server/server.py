"""The web server: the Bot API as Telegram serves it, and the chat page. On this machine alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.routing import URLSpec
from tornado.web import Application, RequestHandler

from . import page
from .description import NO_ANSWER, Upload
from .methods import answer
from .updates import post_updates
from .world import World

ADDRESS = "127.0.0.1"
MAX_BODY = 64 * 2**20


@asynccontextmanager
async def serving(world: World, port: int = 0) -> AsyncIterator[str]:
    """Serve a world, on a free port where none is given: the address. Raises OSError for a port already taken."""
    sockets = bind_sockets(port, ADDRESS)
    app = Application(
        [
            URLSpec(r"/bot([^/]+)/([^/]+)", Api, {"world": world}),
            URLSpec(r"/file/bot([^/]+)/(.+)", Download, {"world": world}),
            *page.routes(world),
        ],
        log_function=lambda _handler: None,
        websocket_max_message_size=2**20,
    )
    server = HTTPServer(app, max_buffer_size=MAX_BODY, max_body_size=MAX_BODY)
    server.add_sockets(sockets)
    posting = asyncio.create_task(post_updates(world))
    try:
        yield f"http://{ADDRESS}:{sockets[0].getsockname()[1]}"
    finally:
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        world.mailbox.end_reading()
        world.tell({"type": "closing"})
        server.stop()
        await server.close_all_connections()


class Api(RequestHandler):
    """/bot<token>/<method>, by GET or POST."""

    def initialize(self, world: World) -> None:
        """The world it speaks for."""
        self.world = world

    async def get(self, token: str, method: str) -> None:
        """One call."""
        await self._answer(token, method)

    async def post(self, token: str, method: str) -> None:
        """One call."""
        await self._answer(token, method)

    def on_connection_close(self) -> None:
        """A bot that goes away waits no longer for updates."""
        self.world.mailbox.end_reading(self)

    async def _answer(self, token: str, method: str) -> None:
        if token != self.world.token:
            return self._finish(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        try:
            given = self._parameters()
        except ValueError:
            fault = "Bad Request: can't parse the request: the body is no JSON object"
            return self._finish(400, {"ok": False, "error_code": 400, "description": fault})
        return self._finish(*await answer(self.world, method, given, self))

    def _finish(self, code: int, body: dict[str, Any]) -> None:
        if code == NO_ANSWER:
            self.detach().close()
            return
        self.set_status(code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body, ensure_ascii=False, separators=(",", ":")))

    def _parameters(self) -> dict[str, Any]:
        """What the call brings, from its address and its body. Raises ValueError for a body that is no JSON object."""
        given: dict[str, Any] = {name: self.get_argument(name, strip=False) for name in self.request.arguments}
        if self.request.headers.get("Content-Type", "").startswith("application/json") and self.request.body:
            body = json.loads(self.request.body)
            if not isinstance(body, dict):
                raise ValueError
            given |= body
        uploads = {
            name: Upload(files[0].filename, files[0].content_type, files[0].body)
            for name, files in self.request.files.items()
        }
        for name, value in given.items():
            if isinstance(value, str) and value.startswith("attach://"):
                given[name] = uploads.pop(value.removeprefix("attach://"), value)
        return given | uploads


class Download(RequestHandler):
    """/file/bot<token>/<file_path>."""

    def initialize(self, world: World) -> None:
        """The world whose files they are."""
        self.world = world

    def get(self, token: str, path: str) -> None:
        """The bytes of a file."""
        file = next((file for file in self.world.files.values() if file.path == path), None)
        if token != self.world.token or file is None:
            self.set_status(401 if token != self.world.token else 404)
            self.finish({"ok": False, "error_code": self.get_status(), "description": self._reason})
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(file.content)

"""A Telegram for one machine: people and chats in memory, a strict Bot API before them, and a page to chat on."""

from .chats import ANONYMOUS, BOT, Call
from .description import ApiError
from .server import serving
from .world import GROUP, World

__all__ = ["ANONYMOUS", "BOT", "GROUP", "ApiError", "Call", "World", "serving"]

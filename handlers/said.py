"""What a message says to the bot, and whether it says it to the bot at all."""

from __future__ import annotations

import re

from telegram import Message
from telegram.constants import ChatType
from telegram.ext.filters import MessageFilter

MB = 1 << 20
LARGEST = 20 * MB
"""Bytes of a file that Telegram lets a bot fetch."""
_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?!\w)\s*", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,18}(?!\d)")
_ENDING = r"[\s。．.！!？?～~，,]*"
"""Of a word that stands for a command."""


def said(message: Message) -> str:
    """A message's text less the command and the bot's name; an empty /ask that answers somebody's message says what that says."""
    text = _text(message)
    if command := _command(message):
        text = _COMMAND.sub("", text, count=1)
    text = whole(_mention(message).sub(" ", text))
    other = message.reply_to_message
    if not text and command == "ask" and other and other.from_user != message.get_bot().bot:
        return whole(other.text or other.caption or "")
    return text


def written(message: Message) -> str:
    """A message's text as it was written, less the command it begins with."""
    text = _text(message)
    return _sound(_COMMAND.sub("", text, count=1) if _command(message) else text).strip()


def whole(text: str) -> str:
    """A text less the space around it, one space for more, and ? for half a surrogate pair, which no file can hold."""
    return re.sub(r"[ \t]+", " ", _sound(text)).strip()


def numbers(text: str) -> list[int]:
    """The numbers in a text, each once, in order."""
    return list(dict.fromkeys(map(int, _NUMBER.findall(text))))


def is_called(message: Message) -> bool:
    """Whether a message may be a question: any in a private chat; in a group /ask, a mention of the bot, or a reply to it."""
    command = _command(message)
    if command is not None:
        return command == "ask"
    other = message.reply_to_message
    replied = other is not None and other.from_user is not None and other.from_user.id == message.get_bot().id
    return message.chat.type == ChatType.PRIVATE or replied or bool(_mention(message).search(_text(message)))


def is_command(message: Message) -> bool:
    """Whether a message begins with a command, for this bot or another."""
    return _command(message) is not None


def is_for_bot(message: Message) -> bool:
    """Whether a message says anything to the bot, a command or a question."""
    return bool(_command(message)) or is_called(message)


class Called(MessageFilter):
    """Messages for the bot; with words (a regular expression), those that say just that."""

    def __init__(self, words: str = "") -> None:
        super().__init__(name=f"Called({words})")
        self._words = re.compile(rf"(?:{words}){_ENDING}") if words else None

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return is_called(message) and (self._words is None or bool(self._words.fullmatch(said(message))))


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class Captioned(MessageFilter):
    """Messages whose picture or file comes with a command."""

    def __init__(self, command: str) -> None:
        super().__init__(name=f"Captioned({command})")
        self._command = command

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return bool(message.caption) and _command(message) == self._command


def _text(message: Message) -> str:
    """What a message says: its text, or that of its picture or file."""
    return message.text or message.caption or ""


def _command(message: Message) -> str | None:
    """The command a message begins with, if it is for this bot; "" for one that is for another."""
    found = _COMMAND.match(_text(message))
    if not found:
        return None
    name, bot = found.groups()
    return name.lower() if bot is None or bot.lower() == message.get_bot().username.lower() else ""


def _mention(message: Message) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(message.get_bot().username)}(?!\w)", re.IGNORECASE)

"""The options of a running bot, read once and checked before the first message."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge import Schedule, read_schedule

from . import texts
from .command_line import Fault

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)
_PROXIES = ("http", "https", "socks5", "socks5h")
_MOST_PORT = 65535
_MOST_DAYS = 36500


@dataclass(frozen=True, slots=True)
class Options:
    """How the bot is run.

    api_url, proxy, webhook_url: without a slash at the end; "" for no proxy, and for polling. owners: ids of users.
    listen: host and port of the webhook's server. keep_days: how long questions are kept, at least 1.
    schedule: when the weekly case goes out.
    """

    token: str
    api_url: str
    proxy: str
    timezone: ZoneInfo
    owners: frozenset[int]
    webhook_url: str
    webhook_secret: str
    listen: tuple[str, int]
    keep_days: int
    schedule: Schedule


def read_options(given: dict[str, str]) -> Options:
    """The options as they are written (token, api_url, proxy, timezone, admins, webhook_url, webhook_secret, listen, keep_days, weekly).

    Raises Fault, naming the option, for one that is missing or wrong. Without a secret the webhook gets one made by chance.
    """
    written = {name: value.strip() for name, value in given.items()}
    if not written["token"]:
        raise Fault(texts.NO_TOKEN)
    if not _TOKEN.fullmatch(written["token"]):
        raise Fault(texts.BAD_TOKEN)
    secret = written["webhook_secret"] or secrets.token_urlsafe(32)
    if not _SECRET.fullmatch(secret):
        raise Fault(texts.BAD_SECRET)
    zone = _timezone(written["timezone"])
    return Options(
        token=written["token"],
        api_url=_address("CHAPU_API_URL", written["api_url"]),
        proxy=_proxy(written["proxy"]),
        timezone=zone,
        owners=frozenset(map(_user_id, filter(None, re.split(r"[,，\s]+", written["admins"])))),
        webhook_url=_address("CHAPU_WEBHOOK_URL", written["webhook_url"]) if written["webhook_url"] else "",
        webhook_secret=secret,
        listen=_listen(written["listen"]),
        keep_days=_days(written["keep_days"]),
        schedule=_schedule(written["weekly"], zone),
    )


def read_times(timezone: str, weekly: str) -> Schedule:
    """When the weekly case goes out, as the options say it. Raises Fault, naming the option that is wrong."""
    return _schedule(weekly.strip(), _timezone(timezone.strip()))


def _schedule(weekly: str, zone: ZoneInfo) -> Schedule:
    try:
        return read_schedule(weekly, zone)
    except ValueError:
        raise Fault(texts.BAD_WEEKLY.format(name=weekly)) from None


def _address(name: str, url: str) -> str:
    parts = _split(url)
    if parts is None or parts[0] not in ("http", "https"):
        raise Fault(texts.BAD_URL.format(name=name))
    return url.rstrip("/")


def _proxy(url: str) -> str:
    parts = _split(url)
    if url and (parts is None or parts[0] not in _PROXIES):
        raise Fault(texts.BAD_PROXY)
    return url


def _split(url: str) -> tuple[str, str] | None:
    """The scheme and host of an address; None where it has none, or a port that is no port."""
    try:
        parts = urlsplit(url)
        return (parts.scheme, parts.hostname) if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault(texts.BAD_ZONE.format(name=name)) from None


def _user_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Fault(texts.BAD_ADMINS.format(name=text))
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= _MOST_DAYS):
        raise Fault(texts.BAD_KEEP_DAYS.format(name=text, most=_MOST_DAYS))
    return int(text)


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and 0 < int(port) <= _MOST_PORT):
        raise Fault(texts.BAD_LISTEN.format(name=text))
    return host.strip("[]") or "127.0.0.1", int(port)

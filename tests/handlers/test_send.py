"""What surely did not arrive, by the error that it met with."""

from __future__ import annotations

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from handlers.send import did_not_arrive


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("odd"),
        Forbidden("blocked"),
        InvalidToken("Not Found"),
        RetryAfter(3),
        NetworkError("Bad Gateway"),
        NetworkError("Internal Server Error: sorry"),
        caused(NetworkError("Bad Gateway (502)"), TelegramError("Invalid server response")),
        caused(NetworkError("httpx.ConnectError: "), httpx.ConnectError("")),
        caused(TimedOut(), httpx.ConnectTimeout("")),
        caused(TimedOut("Pool timeout"), httpx.PoolTimeout("")),
        caused(NetworkError("httpx.ProxyError: "), httpx.ProxyError("")),
    ],
    ids=repr,
)
def test_it_surely_did_not_arrive(error: TelegramError) -> None:
    assert did_not_arrive(error)


@pytest.mark.parametrize(
    "error",
    [
        TimedOut(),
        caused(TimedOut(), httpx.ReadTimeout("")),
        caused(TimedOut(), httpx.WriteTimeout("")),
        caused(NetworkError("httpx.ReadError: "), httpx.ReadError("")),
        caused(NetworkError("httpx.WriteError: "), httpx.WriteError("")),
        caused(NetworkError("httpx.RemoteProtocolError: "), httpx.RemoteProtocolError("")),
        TelegramError("odd"),
    ],
    ids=repr,
)
def test_it_may_have_arrived(error: TelegramError) -> None:
    assert not did_not_arrive(error)

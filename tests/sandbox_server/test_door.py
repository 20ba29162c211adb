"""sandbox.py: the sandbox and a bot beside it, as a person starts them. The bots here are a few lines each."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import environment
from tests.conftest import ROOT

POLLING = """
import os, urllib.request
print(sorted(name for name in os.environ if name.startswith("CHAPU_")), flush=True)
url = os.environ["CHAPU_API_URL"] + "/bot" + os.environ["CHAPU_TOKEN"] + "/getUpdates?timeout="
"""
STAYS = POLLING + "urllib.request.urlopen(url + '50')"
DIES = POLLING + "urllib.request.urlopen(url + '1')\nimport time; time.sleep(0.5); raise SystemExit(3)"
NEVER_COMES = "raise SystemExit('没有案例库')"


def door(bot: str, port: int | None = None) -> subprocess.Popen[str]:
    """The door with a bot of our own behind it."""
    code = (
        f"import asyncio, sys, sandbox; sys.exit(asyncio.run(sandbox.keep_open({[sys.executable, '-c', bot]}, {port})))"
    )
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_and_closes(how: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHAPU_WEBHOOK_URL", "CHAPU_PROXY", "CHAPU_SANDBOX_PORT", "CHAPU_CASES"):
        monkeypatch.setenv(name, "x")
    with door(STAYS) as opened:
        assert opened.stdout is not None
        names, line = opened.stdout.readline(), opened.stdout.readline()
        opened.send_signal(how)
        rest, faults = opened.communicate()
    assert names == "['CHAPU_ADMINS', 'CHAPU_API_URL', 'CHAPU_CASES', 'CHAPU_TOKEN']\n"
    assert re.fullmatch(r"茶铺开门了：在浏览器里打开 http://127\.0\.0\.1:\d+/ （按 Ctrl-C 关门）\n", line)
    assert (rest, faults, opened.returncode) == ("茶铺关门了。\n", "", 0)


def test_a_bot_that_never_comes() -> None:
    with door(NEVER_COMES) as opened:
        assert (*opened.communicate(), opened.returncode) == ("", "没有案例库\n", 1)


def test_a_bot_that_dies() -> None:
    with door(DIES) as opened:
        said, faults = opened.communicate()
    assert said.count("茶铺开门了") == 1
    assert (faults, opened.returncode) == (
        "机器人停了（退出码 3），茶铺关门。上面是它最后说的话；改好后再运行一次。\n",
        3,
    )


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with door(STAYS, port) as opened:
            says = f"端口 {port} 用不了（Address already in use）：换一个，例如 --port {port + 1}，或者不写 --port。\n"
            assert (*opened.communicate(), opened.returncode) == ("", says, 2)


@pytest.mark.parametrize(("argument", "code"), [("--help", 0), ("--nothing", 2), ("--port=x", 2)])
def test_the_command_line(argument: str, code: int) -> None:
    command = [sys.executable, "sandbox.py", argument]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    unreadable = "没看懂这条命令，请用 sandbox.py --help 看写法；端口是 1 到 65535 的整数。\n"
    assert (ran.returncode, ran.stderr) == (code, unreadable if code else "")


def test_the_library_is_the_one_asked_for() -> None:
    assert environment("t", "http://127.0.0.1:1", Path("a.db"))["CHAPU_DB"] == "a.db"
    assert environment("t", "http://127.0.0.1:1", None)["NO_PROXY"].endswith("127.0.0.1")

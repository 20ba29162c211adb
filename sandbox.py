"""The side door, no token needed: a Telegram for one machine and the bot beside it, on a page in the browser."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

import click

from sandbox_server import World, serving

HERE = Path(__file__).resolve().parent
BOT = (sys.executable, str(HERE / "bot.py"), "run")
FIRST_PORT = 8899
PORTS_TRIED = 100
EDITOR = "1002"
GRACE = 10.0
"""Seconds the bot has for ending by itself."""

OPEN = "茶铺开门了：在浏览器里打开 {address}/ （按 Ctrl-C 关门）"
CLOSED = "茶铺关门了。"
ENDED = "机器人停了（退出码 {code}），茶铺关门。上面是它最后说的话；改好后再运行一次。"
UNREADABLE = "没看懂这条命令，请用 sandbox.py --help 看写法；端口是 1 到 65535 的整数。"
PORT_TAKEN = "端口 {port} 用不了（{reason}）：换一个，例如 --port {other}，或者不写 --port。"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="CHAPU_SANDBOX_PORT",
    show_envvar=True,
    show_default=f"{FIRST_PORT}，被占了就用后面第一个空的",
    help="网页的端口。",
)
@click.option("--db", type=click.Path(path_type=Path), show_default="与 bot.py 相同", help="案例库文件。")
def main(port: int | None, db: Path | None) -> None:
    """在本机的网页里试用茶铺，不需要 Telegram，也不联网。"""  # noqa: D415 - a help text ends with a Chinese full stop
    sys.exit(asyncio.run(keep_open(BOT, port, db)))


async def keep_open(bot: Sequence[str], port: int | None = None, db: Path | None = None) -> int:
    """Serve a new world and run the bot against it till either ends: the exit code, 0 where a signal ended it."""
    # No message has the number of one of an earlier start: the bot would take it for that one.
    world = World(strangers=True, first_message=int(time.time()))
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(_serving(world, port))
        except OSError as error:
            other = (port or FIRST_PORT) % 65535 + 1
            click.echo(PORT_TAKEN.format(port=port or FIRST_PORT, reason=error.strerror, other=other), err=True)
            return 2
        stopped = _stop_signal()
        process = await asyncio.create_subprocess_exec(
            *bot,
            env=environment(world.token, address, db),
            start_new_session=True,  # so that Ctrl-C comes here alone, and the bot is then ended in order
        )
        try:
            return await _watch(world, process, address, stopped)
        finally:
            await _end(process)


def environment(token: str, address: str, db: Path | None) -> dict[str, str]:
    """The bot's environment: this one, with the sandbox for Telegram; no webhook and no proxy leads past it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CHAPU_WEBHOOK_") and name not in ("CHAPU_PROXY", "CHAPU_SANDBOX_PORT")
    }
    direct = ",".join(filter(None, (kept.get("NO_PROXY") or kept.get("no_proxy"), "127.0.0.1")))
    sandbox = {"CHAPU_TOKEN": token, "CHAPU_API_URL": address, "CHAPU_ADMINS": EDITOR}
    return kept | sandbox | {"NO_PROXY": direct, "no_proxy": direct} | ({"CHAPU_DB": str(db)} if db else {})


@asynccontextmanager
async def _serving(world: World, port: int | None) -> AsyncIterator[str]:
    """The world on the port asked for, else on the first free one from 8899 on. Raises OSError where there is none."""
    async with AsyncExitStack() as stack:
        ports = [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
        for tried in ports:
            try:
                address = await stack.enter_async_context(serving(world, tried))
                break
            except OSError:
                if tried == ports[-1]:
                    raise
        yield address


def _stop_signal() -> asyncio.Event:
    """Set once somebody wants the sandbox to end."""
    stopped = asyncio.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows knows no SIGHUP and no handlers in the loop; there Ctrl-C is a KeyboardInterrupt.
        with suppress(AttributeError, NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stopped.set)
    return stopped


async def _watch(world: World, process: Process, address: str, stopped: asyncio.Event) -> int:
    """Say when the bot is there, and when it has gone: the exit code."""
    ready = asyncio.create_task(world.until(lambda: world.mailbox.has_reader, seconds=None))
    ended = asyncio.create_task(process.wait())
    stop = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait((ready, ended, stop), return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and not stopped.is_set():
            click.echo(OPEN.format(address=address))
            await asyncio.wait((ended, stop), return_when=asyncio.FIRST_COMPLETED)
        if stopped.is_set():
            click.echo(CLOSED)
            return 0
        code = ended.result()
        if ready.done():
            click.echo(ENDED.format(code=code), err=True)
        return code if code >= 0 else 128 - code
    finally:
        for task in (ready, ended, stop):
            task.cancel()


async def _end(process: Process) -> None:
    """End the bot if it still runs; by force where it does not listen."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


def _enter() -> None:
    """Run the command line; a fault in it is told in one Chinese line, and no terminal is too old for Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        main(standalone_mode=False)
    except click.UsageError:
        click.echo(UNREADABLE, err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(0)


if __name__ == "__main__":
    _enter()

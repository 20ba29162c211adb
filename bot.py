"""The front door: the command line. It reads the options, opens the library, and hands over."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from handlers import add as adding
from handlers import card_files, preview, terminal, terminal_texts, texts
from handlers.command_line import Commands, Fault
from handlers.options import read_options, read_times
from knowledge import (
    Answer,
    Library,
    NotFoundError,
    QuestionError,
    answer,
    asked_by_id,
    case_districts,
    evaluate,
    get_case,
    held_cases,
    list_cases,
    no_answer,
    open_copy,
    open_library,
    take_up_cards,
    write_workbook,
)

HERE = Path(__file__).resolve().parent
WORDS = HERE / "data"
WEEKLY = "mon 09:00"
option = partial(click.option, show_envvar=True)


@click.group(
    cls=Commands,
    context_settings={"auto_envvar_prefix": "CHAPU", "show_default": True, "help_option_names": ["-h", "--help"]},
)
@option(
    "--db",
    type=click.Path(path_type=Path),
    default=HERE / "chapu.db",
    show_default="项目文件夹里的 chapu.db",
    help="案例库文件。",
)
@option(
    "--cases", default=str(HERE / "data" / "cases"), show_default="data/cases", help="案例卡文件夹；none 表示不读卡片。"
)
@click.pass_context
def cli(ctx: click.Context, db: Path, cases: str) -> None:
    """茶铺：社区治理案例库。每个选项也可以用方括号里的环境变量来设。"""
    ctx.obj = partial(_open, ctx, db, cases)


@cli.command()
@click.argument("question", required=False)
@option("--json", "as_json", is_flag=True, help="每个问题输出一行 JSON。")
@option("--why", is_flag=True, help="说明为什么：问题是怎么读的，每个案例的分数是怎么来的。")
@option("--replay", metavar="ID", help="把聊天里这个编号的问题再问一次。")
@click.pass_obj
def ask(library: Any, question: str | None, as_json: bool, why: bool, replay: str | None) -> None:
    """问一个问题；QUESTION 写 - 时从标准输入一行读一个，不写就在终端里一问一答。"""
    opened: Library = library()
    if replay is not None and question is not None:
        raise Fault(terminal_texts.REPLAY_OR_ASK)
    show = partial(_show, _console(), opened, as_json=as_json, why=why)
    if replay is not None:
        asked = asked_by_id(opened.db, replay)
        if not as_json:
            click.echo(terminal.replayed(asked))
        show(asked.question)
    elif question is None and not as_json:
        terminal.talk(_console(), opened, why)
    elif question not in ("-", None):
        show(question)
    else:
        for text in _lines():
            _show_line(show, text, as_json, why)


def _show_line(show: Callable[[str], None], text: str, as_json: bool, why: bool) -> None:
    """Answer one of many questions: one that holds nothing to look for does not stop the others."""
    try:
        show(text)
    except QuestionError as error:
        if as_json:
            _print_json(_shape(no_answer(text), why))
        else:
            click.echo(error)


@cli.command()
@option("--topic", help="只看这个主题的。")
@option("--district", help="只看这个区县的。")
@option("--year", type=click.IntRange(0, 9999), help="只看这一年的。")
@click.pass_obj
def cases(library: Any, topic: str | None, district: str | None, year: int | None) -> None:
    """列出案例。"""
    opened: Library = library()
    topics, districts = [known.name for known in opened.words.topics], list(case_districts(opened.db))
    topic, district = _completed(topic, topics), _completed(district, districts)
    if topic and topic not in topics:
        raise NotFoundError(terminal_texts.UNKNOWN_TOPIC.format(topic=topic, topics="、".join(topics)))
    wanted = {"topic": topic, "district": district, "year": year}
    found = list_cases(opened.db, **{field: value for field, value in wanted.items() if value is not None})
    if not found:
        raise NotFoundError(
            terminal_texts.NO_CASES.format(
                topics="、".join(topics), districts="、".join(districts) or terminal_texts.NONE
            )
        )
    terminal.show_list(_console(), found)


@cli.command()
@click.argument("number", type=click.IntRange(1, 10**9))
@click.pass_obj
def case(library: Any, number: int) -> None:
    """看一个案例的全文。"""
    terminal.show_case(_console(), get_case(library().db, number))


@cli.command()
@click.argument("files", nargs=-1, required=True)
@option("--publish", is_flag=True, help="入库；不加时只看预览。")
@option("--dry-run", is_flag=True, help="只看预览，什么都不写；不加 --publish 时也是这样。")
@click.pass_obj
def add(library: Any, files: tuple[str, ...], publish: bool, dry_run: bool) -> None:
    """读文件或网址里的案例：报纸版面、Word、PDF、网页、文本、案例卡。读不成的会点名，不影响别的。"""
    if publish and dry_run:
        raise Fault(terminal_texts.PUBLISH_OR_DRY)
    opened: Library = library(copy=not publish)
    show = preview.show_filed if publish else preview.show_preview
    added, faults = adding.add(opened, files, partial(show, _console(), opened))
    told = terminal_texts.ADDED if publish else terminal_texts.PREVIEWED
    click.echo(told.format(**adding.counts(added, len(files))))
    if added and not publish:
        click.echo(terminal_texts.NOT_FILED)
    if faults:
        raise Fault("\n".join(faults))


@cli.command()
@click.argument("target", type=click.Path(path_type=Path))
@option("--json", "as_json", is_flag=True, help="写成 JSON Lines，一行一个案例；TARGET 写 - 时写到标准输出。")
@click.pass_obj
def export(library: Any, target: Path, as_json: bool) -> None:
    """导出全部案例：写成 JSON，写成 .xlsx 表格（连同下架的），或写成 TARGET 文件夹里的案例卡（add 能原样读回）。"""
    if str(target) == "-" and not as_json:
        raise Fault(terminal_texts.DASH_IS_JSON)
    opened: Library = library()
    found = list_cases(opened.db)
    if str(target) == "-":
        for each in found:
            _print_json(each.as_dict())
        return
    try:
        if as_json:
            target.write_text("".join(_json(each.as_dict()) + "\n" for each in found), encoding="utf-8")
        elif target.suffix.lower() == ".xlsx":
            every = held_cases(opened.db)
            target.write_bytes(write_workbook(every))
            found = [each.case for each in every]
        else:
            card_files.write_cards(target, found)
    except OSError as error:
        raise Fault(terminal_texts.CANNOT_WRITE.format(name=target, reason=texts.reason(error))) from None
    click.echo(terminal_texts.EXPORTED.format(count=len(found), name=target))


@cli.command()
@option(
    "--token",
    envvar="CHAPU_TOKEN",
    default="",
    show_default=False,
    help="@BotFather 给的 token；写在环境变量里别人才看不见。",
)
@option("--api-url", envvar="CHAPU_API_URL", default="https://api.telegram.org", help="Bot API 的网址。")
@option("--proxy", envvar="CHAPU_PROXY", default="", show_default="不用", help="代理，如 socks5://127.0.0.1:1080。")
@option("--timezone", envvar="CHAPU_TIMEZONE", default="Asia/Shanghai", help="时区。")
@option("--admins", envvar="CHAPU_ADMINS", default="", show_default="没有", help="馆主的用户编号，用英文逗号隔开。")
@option(
    "--webhook-url",
    envvar="CHAPU_WEBHOOK_URL",
    default="",
    show_default="不用，自己去取",
    help="Telegram 把消息送到这个网址。",
)
@option(
    "--webhook-secret", envvar="CHAPU_WEBHOOK_SECRET", default="", show_default="随机", help="送消息的人要出示的暗号。"
)
@option("--listen", envvar="CHAPU_LISTEN", default="127.0.0.1:8443", help="在哪个地址和端口等 Telegram 送消息。")
@option("--keep-days", envvar="CHAPU_KEEP_DAYS", default="180", help="问过的问题留几天；更早的只留每天的次数。")
@option(
    "--weekly",
    envvar="CHAPU_WEEKLY",
    default="mon 09:00",
    help="每周一案什么时候发：mon tue wed thu fri sat sun 和钟点。",
)
@click.pass_obj
def run(library: Any, /, **given: str) -> None:
    """在 Telegram 里开门。"""
    options = read_options(given)
    from handlers import application  # noqa: PLC0415 - Telegram's package loads slowly, and no other command needs it

    application.serve(library(), options)


@cli.command()
@option("--timezone", envvar="CHAPU_TIMEZONE", default="Asia/Shanghai", help="时区。")
@option("--weekly", envvar="CHAPU_WEEKLY", default=WEEKLY, help="什么时候发，如 mon 09:00。")
@option("--dry-run", is_flag=True, help="什么都不写；不加时，把下一期的案例定下来。")
@click.pass_obj
def weekly(library: Any, timezone: str, weekly: str, dry_run: bool) -> None:
    """看每周一案下一期发什么、发给谁、什么时候发；这里不发。"""
    schedule = read_times(timezone, weekly)
    from handlers.weekly.outlook import outlook_lines  # noqa: PLC0415 - as above

    for line in outlook_lines(library(copy=dry_run), schedule, datetime.now(UTC)):
        click.echo(line)


@cli.command("eval")
@click.argument("folder", type=click.Path(path_type=Path))
@option("--run", "run", type=click.Path(path_type=Path), required=True, help="TREC 格式的结果写到这里。")
def evaluate_folder(folder: Path, run: Path) -> None:
    """在 BEIR 格式的文件夹上检验检索：结果写成 TREC 格式，用时以 JSON 打印。"""
    try:
        with run.open("w", encoding="utf-8") as out:
            timings = evaluate(folder, WORDS, out)
    except OSError as error:
        raise Fault(terminal_texts.CANNOT_WRITE.format(name=run, reason=texts.reason(error))) from None
    _print_json(timings)


def _completed(part: str | None, names: list[str]) -> str | None:
    """The one name that holds a part of it (锦江 for 锦江区); the part itself where none or several do."""
    holding = [name for name in names if part and part in name]
    return holding[0] if len(holding) == 1 else part


def _open(ctx: click.Context, db: Path, cases: str, copy: bool = False) -> Library:
    """The library, or a copy of it that nothing is kept of, its cards taken up; closed when the command ends."""
    folder = None if cases == "none" else Path(cases)
    if folder and not folder.is_dir():
        raise Fault(terminal_texts.NOT_A_FOLDER.format(name=cases))
    library = (open_copy if copy else open_library)(db, WORDS)
    ctx.call_on_close(library.close)
    for problem in take_up_cards(library, folder) if folder else ():
        click.echo(terminal_texts.NOTICE.format(problem=problem), err=True)
    return library


def _show(console: Console, library: Library, question: str, *, as_json: bool, why: bool) -> None:
    reply = answer(library, question)
    if as_json:
        _print_json(_shape(reply, why))
    else:
        terminal.show_answer(console, library, reply, why)


def _shape(reply: Answer, why: bool) -> dict[str, Any]:
    """The JSON shape of an answer, with what it rests on where that is asked for."""
    return reply.as_dict() | ({"why": reply.why and reply.why.as_dict()} if why else {})


def _lines() -> Iterable[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


def _print_json(data: dict[str, Any]) -> None:
    click.echo(_json(data))


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _console() -> Console:
    return Console(highlight=False)


if __name__ == "__main__":
    cli()

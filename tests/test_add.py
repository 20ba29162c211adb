"""Adding files from the command line: what is shown, what goes in, what becomes of the rest."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import docx
import pytest
from rich.cells import cell_len
from rich.console import Console

from handlers import add as adding
from handlers import preview
from knowledge import Library, case_count, file_cases, list_cases, open_copy, open_library, write_card
from tests.conftest import ROOT, Command
from tests.knowledge.samples import SHEET, SHEET_CASE, TEA

PREVIEW = """\
版面.txt  1 个案例
  1 院子里的老茶馆 开到晚上十点
    新案例
    双流区 · 东升街道 · 梧桐社区  2021年  居民自治 养老助老 慈善与社区基金 党建引领 公共空间
    出处：《示例日报》 《院子里的老茶馆 开到晚上十点》 记者 林一
    正文：（无小标题） 1 段；车棚改成茶馆 自己的事自己管 2 段；夜里点灯 年轻人也来了 1 段
    开头：梧桐社区有老院落12个，老年人多，一直没有坐下来说话的地方。去年起，社区把闲置的车棚腾出来，交给居民自己打理，老茶馆就这样开了张。居民把车棚改成……
    图：居民在老茶馆喝茶。
    备注：年份2021，据原文“2021年社区治理巡礼”；「…来的年轻人也有一个去处，」（原文此处缺）
    存疑：第 20 行，「…来的年轻人也有一个去处，」到这里断了，后面可能缺了一段。

卡.md  案例卡
  1 梧桐社区：院子里的老茶馆
    新案例
    双流区 · 东升街道 · 梧桐社区  2021年  公共空间 养老助老
    出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二
    正文：背景 1 段；做法 1 段；资金 1 段
    开头：梧桐社区有老院落12个，老年人多，没有坐的地方。居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门。茶馆一碗茶2元，收入每月公示，结余给……
    图：居民在老茶馆喝茶。
    备注：开业月份原文未写

共 2 个文件、2 个案例：新案例 2，替换 0，补充来源 0，已在库里 0；没读成 0 个文件。
以上是预览，还没有入库；没问题就加上 --publish 再运行一次。
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "版面.txt"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "卡.md"
    path.write_text(write_card(TEA), encoding="utf-8")
    return path


def there(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder and the folder itself: when it was written, and its bytes."""
    files = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    return files | {".": (folder.stat().st_mtime_ns, b"")}


def test_a_preview_says_what_was_read_and_what_would_become_of_it(chapu: Command, page: Path, card: Path) -> None:
    shown = chapu("add", page, card)
    assert (shown.exit_code, shown.stdout) == (0, PREVIEW)


@pytest.mark.parametrize("how", [[], ["--dry-run"]])
def test_a_preview_writes_nothing(chapu: Command, page: Path, card: Path, tmp_path: Path, how: list[str]) -> None:
    before = there(tmp_path)
    first = chapu("add", *how, page, card, cases=ROOT / "data" / "cases")
    assert (first.exit_code, there(tmp_path)) == (0, before)
    chapu("add", "--publish", page)
    before = there(tmp_path)
    tmp_path.chmod(0o555)
    second = chapu("add", *how, page, card)
    tmp_path.chmod(0o755)
    assert (second.exit_code, there(tmp_path)) == (0, before)
    assert second.stdout.splitlines()[2] == "    已在库里，是 #1《院子里的老茶馆 开到晚上十点》"


def test_a_preview_sees_what_another_process_has_just_written(chapu: Command, page: Path, tmp_path: Path) -> None:
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        file_cases(library, [SHEET_CASE])
        before = there(tmp_path)
        shown = chapu("add", "--dry-run", page)
        assert shown.stdout.splitlines()[2] == "    已在库里，是 #1《院子里的老茶馆 开到晚上十点》"
        assert there(tmp_path) == before


def test_a_preview_leaves_the_log_of_a_library_that_was_cut_off_as_it_is(
    chapu: Command, page: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("running")
    with closing(open_library(elsewhere / "library.db", ROOT / "data")) as library:
        file_cases(library, [SHEET_CASE])
        for name in ("library.db", "library.db-wal"):
            shutil.copyfile(elsewhere / name, tmp_path / name)
    before = there(tmp_path)
    shown = chapu("add", "--dry-run", page)
    assert shown.stdout.splitlines()[2] == "    已在库里，是 #1《院子里的老茶馆 开到晚上十点》"
    assert there(tmp_path) == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are characters")
def test_a_file_name_that_is_not_utf_8_is_told_as_far_as_it_can_be(chapu: Command, tmp_path: Path) -> None:
    document, (whole, empty) = (
        docx.Document(),
        (tmp_path / os.fsdecode(name) for name in (b"\xb2\xe8.docx", b"\xbf\xd5.docx")),
    )
    with empty.open("wb") as file:
        document.save(file)
    for line in filter(None, SHEET.splitlines()):
        document.add_paragraph(line)
    with whole.open("wb") as file:
        document.save(file)
    shown = chapu("add", whole, empty)
    assert shown.stdout.splitlines()[:2] == ["\ufffd\ufffd.docx  1 个案例", "  1 院子里的老茶馆 开到晚上十点"]
    assert (
        shown.stderr == "「\ufffd\ufffd.docx」里没有文字；如果内容是图片，请先做文字识别（OCR），或把文字粘贴过来。\n"
    )


def test_a_copy_of_a_library_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(open_library(path, ROOT / "data")) as library:
        file_cases(library, [TEA])
    with closing(open_copy(path, ROOT / "data")) as copy:
        file_cases(copy, [SHEET_CASE])
        assert list_cases(copy.db) == [replace(TEA, id=1), replace(SHEET_CASE, id=2)]
    with closing(open_library(path, ROOT / "data")) as library:
        assert list_cases(library.db) == [replace(TEA, id=1)]


def test_a_library_that_is_written_all_the_time_can_be_copied(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(open_library(path, ROOT / "data")) as library:
        file_cases(library, [TEA])
        done = Event()

        def touch() -> None:
            while not done.is_set():
                os.utime(path)

        writer = Thread(target=touch)
        writer.start()
        try:
            with closing(open_copy(path, ROOT / "data")) as copy:
                assert list_cases(copy.db) == [replace(TEA, id=1)]
        finally:
            done.set()
            writer.join()


def test_what_is_published_is_told_a_line_each(chapu: Command, page: Path, card: Path) -> None:
    doubt = "  存疑：第 20 行，「…来的年轻人也有一个去处，」到这里断了，后面可能缺了一段。\n"
    first = chapu("add", "--publish", card, page)
    assert (first.exit_code, first.output) == (
        0,
        "入库 #1《梧桐社区：院子里的老茶馆》\n"
        "补充来源 #1《梧桐社区：院子里的老茶馆》，读到的是《院子里的老茶馆 开到晚上十点》\n"
        f"{doubt}"
        "共 2 个文件：入库 1，更新 0，补充来源 1，未变 0，没读成 0。\n",
    )
    assert chapu("add", "--publish", page).output == (
        "未变 #1《梧桐社区：院子里的老茶馆》，读到的是《院子里的老茶馆 开到晚上十点》\n"
        "共 1 个文件：入库 0，更新 0，补充来源 0，未变 1，没读成 0。\n"
    )
    card.write_text(write_card(replace(TEA, year=2020)), encoding="utf-8")
    assert chapu("add", "--publish", card).output == (
        "更新 #1《梧桐社区：院子里的老茶馆》\n共 1 个文件：入库 0，更新 1，补充来源 0，未变 0，没读成 0。\n"
    )


def test_a_new_case_of_a_community_that_has_one_is_to_be_looked_at(chapu: Command, card: Path, tmp_path: Path) -> None:
    other = tmp_path / "食堂.txt"
    told = "2024年，双流区东升街道梧桐社区的老人食堂已经办了五年，每天中午供应两百份饭菜，价钱五年没有涨过。"
    other.write_text(f"老人食堂五年记\n\n记者 李小红\n\n{told}\n\n食堂由两家驻区单位轮流出厨师。\n", encoding="utf-8")
    doubt = "存疑：同一个社区已有 #1《梧桐社区：院子里的老茶馆》，请核对是不是同一件事。"
    shown = chapu("add", card, other).stdout.splitlines()
    assert [line.strip() for line in shown if "存疑" in line] == [doubt]
    assert chapu("add", "--publish", card, other).output == (
        "入库 #1《梧桐社区：院子里的老茶馆》\n入库 #2《老人食堂五年记》\n"
        f"  {doubt}\n共 2 个文件：入库 2，更新 0，补充来源 0，未变 0，没读成 0。\n"
    )
    again = "未变 #2《老人食堂五年记》\n共 1 个文件：入库 0，更新 0，补充来源 0，未变 1，没读成 0。\n"
    assert chapu("add", "--publish", other).output == again


def test_a_page_in_another_form_is_the_same_case(chapu: Command, page: Path, tmp_path: Path) -> None:
    lines = [line for line in SHEET.splitlines() if line]
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "版面.docx"))
    (tmp_path / "记事本.txt").write_bytes(SHEET.encode("gb18030"))
    names = ["版面.docx", "记事本.txt"]
    result = chapu("add", "--publish", page, *(tmp_path / name for name in names))
    assert result.stdout.splitlines()[-1] == "共 3 个文件：入库 1，更新 0，补充来源 0，未变 2，没读成 0。"


def test_one_answer_has_the_card_and_the_page(chapu: Command, page: Path, card: Path) -> None:
    chapu("add", "--publish", card, page)
    (case,) = json.loads(chapu("ask", "--json", "老茶馆夜场的电费").stdout)["cases"]
    assert case["source"] == f"{TEA.source}；{SHEET_CASE.source}"
    assert case["excerpts"][0]["source"] == str(SHEET_CASE.source)


def test_cases_of_pages_are_exported_and_added_back_as_the_same_library(
    chapu: Command, page: Path, card: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "别处.txt"
    lines = SHEET.replace("梧桐", "白果").splitlines()
    lines[9:] = ["白果社区的面馆也是居民自己开的，", "一碗面收5元，账目每月公示。"]
    elsewhere.write_text("\n".join(lines), encoding="utf-8")
    chapu("add", "--publish", card, page, elsewhere)
    before = chapu("export", "--json", "-").stdout
    chapu("export", tmp_path / "out")
    cards = sorted((tmp_path / "out").iterdir())
    again = chapu("add", "--publish", *cards).output
    assert again.splitlines()[-1] == "共 2 个文件：入库 0，更新 0，补充来源 0，未变 2，没读成 0。"
    (tmp_path / "library.db").unlink()
    chapu("add", "--publish", *cards)
    assert chapu("export", "--json", "-").stdout == before


def test_what_cannot_be_read_is_named(chapu: Command, page: Path, card: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.save(str(tmp_path / "空.docx"))
    (tmp_path / "坏卡.md").write_text("不是卡片", encoding="utf-8")
    (tmp_path / "乱码.md").write_bytes(b"\xff\xfe\x00\xd8")
    (tmp_path / "文件夹.md").mkdir()
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    (tmp_path / "三个字.txt").write_text("三个字", encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04" + bytes(1000))
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\n" + bytes(1000))
    names = ["空.docx", "坏卡.md", "乱码.md", "文件夹.md", "照片.jpg", "三个字.txt", "坏.docx", "坏.pdf", "没有.md"]
    result = chapu("add", "--publish", card, *(tmp_path / name for name in names), "http://127.0.0.1/", page)
    names.append("127.0.0.1")
    assert result.exit_code == 2
    assert result.stdout.splitlines()[-1] == "共 12 个文件：入库 1，更新 0，补充来源 1，未变 0，没读成 10。"
    told = result.stderr.splitlines()
    assert [f"「{name}」" in line and line.endswith("。") for name, line in zip(names, told, strict=True)] == [
        True
    ] * 10
    only = chapu("add", tmp_path / "坏卡.md")
    assert only.stdout == "共 1 个文件、0 个案例：新案例 0，替换 0，补充来源 0，已在库里 0；没读成 1 个文件。\n"


def test_a_fault_of_ours_is_told_of_each_file(another: Callable[[], Library], page: Path, card: Path) -> None:
    closed = another()
    closed.close()
    added, faults = adding.add(closed, [str(page), str(card)], lambda found: None)
    assert added == []
    assert [fault.partition("，")[0] for fault in faults] == ["「版面.txt」没能读完", "「卡.md」没能读完"]
    assert "ProgrammingError" in faults[0]


def test_a_library_that_cannot_be_written_ends_it(page: Path, card: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(open_library(path, ROOT / "data")) as one, closing(open_library(path, ROOT / "data")) as other:
        other.db.execute("PRAGMA busy_timeout = 10")
        one.db.execute("BEGIN IMMEDIATE")
        added, faults = adding.add(other, [str(card), str(page)], lambda found: None)
        assert (added, faults) == ([], [f"案例库「{path}」正被别的程序写入，请稍等片刻再试。"])
        assert adding.counts(added, 2) == {
            "total": 2,
            "cases": 0,
            "failed": 2,
            **dict.fromkeys(("new", "changed", "same", "further"), 0),
        }


def test_a_terminal_gets_lines_that_it_need_not_break(library: Library, page: Path) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=40, color_system=None, highlight=False)
    adding.add(library, [str(page)], lambda found: preview.show_preview(console, library, found))
    lines = out.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 40
    assert "".join("".join(lines).split()) == "".join(PREVIEW.partition("\n\n")[0].split())


def test_doubts_without_end_are_counted(library: Library, page: Path) -> None:
    (found,), _ = adding.add(library, [str(page)], lambda found: None)
    many = replace(found, drafts=(replace(found.drafts[0], doubts=found.drafts[0].doubts * 20),))
    out = io.StringIO()
    preview.show_filed(Console(file=out, highlight=False), library, many)
    assert out.getvalue().splitlines()[-2:] == [
        "  存疑：第 20 行，「…来的年轻人也有一个去处，」到这里断了，后面可能缺了一段。",
        "  存疑：还有 8 处",
    ]


def running(arguments: Iterable[str | Path], tmp_path: Path, stderr: int) -> subprocess.Popen[str]:
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "CHAPU_DB": str(tmp_path / "library.db"), "CHAPU_CASES": "none"}
    command = [sys.executable, str(ROOT / "bot.py"), "add", "--publish", *map(str, arguments)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=stderr, text=True, encoding="utf-8")


def test_what_is_whole_is_left_in_when_it_is_stopped(page: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "永远.txt")
    with running([page, tmp_path / "永远.txt"], tmp_path, subprocess.PIPE) as program:
        assert program.stdout
        assert program.stderr
        assert program.stdout.readline() == "入库 #1《院子里的老茶馆 开到晚上十点》\n"
        program.stdout.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 1
        assert program.stderr.read().rstrip() == "停下了，2 个文件里前 1 个已经办完。"
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        assert case_count(library.db) == 1


def bar_of(files: Iterable[Path], tmp_path: Path) -> tuple[str, str]:
    """(what a run prints, what its terminal shows besides)"""
    ours, its = pty.openpty()
    with running(files, tmp_path, its) as program:
        os.close(its)
        printed = program.communicate(timeout=60)[0]
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return printed, shown.decode("utf-8", "replace")


def test_a_terminal_shows_how_far_it_is_with_several_files(page: Path, tmp_path: Path) -> None:
    page.with_name("副本.txt").write_text(SHEET, encoding="utf-8")
    printed, shown = bar_of([page, page.with_name("副本.txt")], tmp_path)
    assert printed.splitlines()[-1] == "共 2 个文件：入库 1，更新 0，补充来源 0，未变 1，没读成 0。"
    assert "0/2" in shown
    assert "版面.txt" in shown
    printed, shown = bar_of([page], tmp_path)
    assert printed.splitlines()[-1] == "共 1 个文件：入库 0，更新 0，补充来源 0，未变 1，没读成 0。"
    assert shown == ""

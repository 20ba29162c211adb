"""The command line as its users call it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import Asked, Subscriber, keep_asked, open_library, put_subscriber, queue_all, subscribe, write_card
from knowledge.intake import read_rows_of
from knowledge.sheet import Told
from tests.conftest import ROOT, Command
from tests.knowledge.samples import LIFT, PAGE, STREET, TEA


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """A folder with three cards."""
    folder = tmp_path / "cards"
    folder.mkdir()
    for number, case in enumerate((TEA, LIFT, STREET), 1):
        (folder / f"{number}.md").write_text(write_card(case), encoding="utf-8")
    return folder


def test_a_question_is_answered_with_the_matched_words_marked(chapu: Command, cards: Path) -> None:
    result = chapu("ask", "老茶馆一碗茶几元", cases=cards)
    assert (result.exit_code, result.output) == (
        0,
        "找到 1 个案例。匹配：老茶馆、一碗茶\n"
        "\n"
        "#1 梧桐社区：院子里的老茶馆\n"
        "双流区 · 东升街道 · 梧桐社区  2021年\n"
        "  【资金】[茶馆一碗茶]2元，收入每月公示，结余给独居老人买菜。\n"
        "  出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二\n",
    )


def test_an_answer_says_what_it_rests_on(chapu: Command, cards: Path) -> None:
    result = chapu("ask", "--why", "老茶馆怎么办", cases=cards)
    answered, why = result.output.split("\n\n")[1:]
    assert answered.startswith("#1 梧桐社区")
    shell, intent, term, score, held = why.splitlines()
    assert (shell, intent) == ("只是问法：怎么办", "想知道：做法")
    assert re.fullmatch(r"「老茶馆」\d+\.\d，2 段里有，答案要有；也搜：.*茶馆.*", term)
    assert re.fullmatch(r"#1（有原话）[\d.]+ =（段落 .+ \+ 窗口 .+ \+ 所问 .+）× 占 1.00 × 原话 1.30 \+ 整案 .+", score)
    assert held == "  「老茶馆」原词「老茶馆」1.00"
    (shown,) = [json.loads(line) for line in chapu("ask", "--why", "--json", "老茶馆", cases=cards).stdout.splitlines()]
    assert shown["why"]["cases"][0]["score"]["total"] == pytest.approx(shown["cases"][0]["score"], abs=0.001)


def test_a_question_of_a_chat_is_asked_again_by_the_answers_number(chapu: Command, cards: Path, tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    chapu("--db", path, "cases", cases=cards)
    library = open_library(path, ROOT / "data")
    with closing(library):
        kept = keep_asked(library.db, Asked("", "老茶馆", "exact", (1, 3), 7, 7, 1, "2026-11-20T08:00:00+08:00"))
    result = chapu("--db", path, "ask", "--replay", kept.id.lower(), cases=cards)
    told, found = result.output.splitlines()[:2]
    assert told == f"编号 {kept.id}，2026-11-20T08:00:00+08:00 问的「老茶馆」，当时给的案例：#1、#3。"
    assert found == "找到 1 个案例。匹配：老茶馆"
    missing = chapu("--db", path, "ask", "--replay", "ZZZZZZ", cases=cards)
    assert (missing.exit_code, missing.output) == (2, "这条结果太久了，重新发一次问题就好。\n")


def test_questions_are_answered_in_order_one_json_a_line(chapu: Command, cards: Path) -> None:
    questions = ["老茶馆", "今天天气怎么样", "印杏社区"]
    result = chapu("ask", "--json", "-", cases=cards, input="\n".join(questions) + "\n")
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert [reply["question"] for reply in replies] == questions
    assert [(reply["answered"], reply["tier"], reply["corrected"]) for reply in replies] == [
        (True, "exact", None),
        (False, "none", None),
        (True, "fuzzy", "银杏社区"),
    ]
    assert {key for reply in replies for key in reply} == {
        "question",
        "answered",
        "tier",
        "corrected",
        "cases",
        "suggestions",
    }


def test_a_question_that_says_nothing_does_not_stop_the_others(chapu: Command, cards: Path) -> None:
    result = chapu("ask", "--json", "-", cases=cards, input="？？\n\n老茶馆\n")
    assert [json.loads(line)["answered"] for line in result.stdout.splitlines()] == [False, False, True]


def test_the_terminal_answers_until_an_empty_line(chapu: Command, cards: Path) -> None:
    result = chapu("ask", cases=cards, input="采光\n？\n\n老茶馆\n")
    assert result.exit_code == 0
    assert result.output.startswith("茶铺开门了，库里有 3 个案例。")
    assert "一楼住户担心[采光]，起初反对。" in result.output
    assert "没有看到问题，请写上想了解的事" in result.output
    assert result.output.endswith("慢走。\n")
    assert "车棚" not in result.output


def test_cases_are_listed_and_filtered(chapu: Command, cards: Path) -> None:
    lines = {
        1: "#1 梧桐社区：院子里的老茶馆  双流区 · 东升街道 · 梧桐社区  2021年  公共空间 养老助老\n",
        2: "#2 银杏社区：加装电梯先坐下来谈  双流区 · 东升街道 · 银杏社区  2022年  居民自治\n",
        3: "#3 东升街道：把难事摆到桌面上  双流区 · 东升街道  党建引领\n",
    }
    assert chapu("cases", cases=cards).output == lines[1] + lines[2] + lines[3]
    assert chapu("cases", "--topic", "居民自治", cases=cards).output == lines[2]
    assert chapu("cases", "--district", "双流", "--year", "2021", cases=cards).output == lines[1]
    assert chapu("cases", "--topic", "养老", cases=cards).output == lines[1]


def test_a_case_is_shown_whole(chapu: Command, cards: Path) -> None:
    output = chapu("case", "1", cases=cards).output
    told = [
        TEA.title,
        *TEA.topics,
        str(TEA.source),
        *TEA.captions,
        *TEA.notes,
        *(text for each in TEA.paragraphs() for text in (each.heading, each.text)),
    ]
    assert [text for text in told if text not in output] == []


def test_a_case_of_two_sources_says_what_is_from_which(chapu: Command, tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text(write_card(replace(TEA, further=(PAGE,))), encoding="utf-8")
    first, second = f"出处①：{TEA.source}", f"出处②：{PAGE.source}"
    assert chapu("ask", "老茶馆的电费钱从哪来", cases=tmp_path).output == (
        "找到 1 个案例。匹配：老茶馆、电费\n"
        "\n"
        "#1 梧桐社区：院子里的老茶馆\n"
        "双流区 · 东升街道 · 梧桐社区  2021年\n"
        "  【灯亮到十点】夜场的[电费]由社区基金出。②\n"
        "  【资金】[茶馆]一碗茶2元，收入每月公示，结余给独居老人买菜。①\n"
        f"  {first}\n"
        f"  {second}\n"
    )
    assert chapu("case", "1", cases=tmp_path).output == (
        "#1 梧桐社区：院子里的老茶馆\n"
        "双流区 · 东升街道 · 梧桐社区  2021年\n"
        "公共空间 养老助老\n"
        f"\n{first}\n"
        "\n背景\n梧桐社区有老院落12个，老年人多，没有坐的地方。\n"
        "\n做法\n居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门。\n"
        "\n资金\n茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。\n"
        f"\n{second}\n"
        "\n夜色里，梧桐社区的车棚亮着灯。\n"
        "\n灯亮到十点\n老茶馆从去年起开夜场，自治小组每晚留两个人。\n夜场的电费由社区基金出。\n"
        "\n“就图个热闹”\n居民钱婆婆说，就图个热闹。\n"
        "\n做法\n天热时茶馆把桌子搬到院子里。\n"
        "\n图片说明\n居民在老茶馆喝茶。\n"
        "\n备注\n开业月份原文未写。\n"
    )


def test_what_is_exported_is_added_back_as_the_same_library(chapu: Command, cards: Path, tmp_path: Path) -> None:
    chapu("cases", cases=cards)
    (cards / "2.md").write_text(write_card(replace(LIFT, title='银杏社区：换了标题 <&">😀')), encoding="utf-8")
    before = chapu("export", "--json", "-", cases=cards).stdout
    assert chapu("export", tmp_path / "out").output == f"已导出 3 个案例到「{tmp_path / 'out'}」。\n"
    files = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in files] == ["0001-梧桐社区.md", "0002-银杏社区.md", "0003-东升街道.md"]
    again = chapu("add", "--publish", *files)
    assert again.output.endswith("共 3 个文件：入库 0，更新 0，补充来源 0，未变 3，没读成 0。\n")
    (tmp_path / "library.db").unlink()
    added = chapu("add", "--publish", *reversed(files))
    assert added.output.splitlines()[0] == "入库 #3《东升街道：把难事摆到桌面上》"
    assert chapu("export", "--json", "-").stdout == before


def test_json_lines_go_to_a_file_as_well(chapu: Command, cards: Path, tmp_path: Path) -> None:
    before = chapu("export", "--json", "-", cases=cards).stdout
    chapu("export", "--json", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == before


def test_an_exported_workbook_holds_the_cases(chapu: Command, cards: Path, tmp_path: Path) -> None:
    chapu("cases", cases=cards)
    book = tmp_path / "out.xlsx"
    assert chapu("export", book).output == f"已导出 3 个案例到「{book}」。\n"
    told, _ = read_rows_of(book.read_bytes(), book.name)
    assert [each.case for each in told if isinstance(each, Told)] == [
        replace(case, id=at) for at, case in enumerate((TEA, LIFT, STREET), 1)
    ]


def test_an_exported_case_has_the_shape_promised(chapu: Command, cards: Path) -> None:
    case = json.loads(chapu("export", "--json", "-", cases=cards).stdout.splitlines()[1])
    assert case == {
        "id": 2,
        "title": "银杏社区：加装电梯先坐下来谈",
        "place": {"city": "成都市", "district": "双流区", "street": "东升街道", "community": "银杏社区"},
        "year": 2022,
        "topics": ["居民自治"],
        "source": {"publication": "示例日报", "title": None, "date": None, "page": None, "reporters": [], "url": None},
        "sections": [
            {"heading": "做法", "paragraphs": ["银杏社区开了九次坝坝会，三个单元谈成了加装电梯。"], "kinds": ["做法"]},
            {"heading": "难点", "paragraphs": ["一楼住户担心采光，起初反对。"], "kinds": ["难点"]},
        ],
        "captions": [],
        "notes": [],
        "further": [],
    }


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["ask", ""], "没有看到问题，请写上想了解的事，例如「共享茶铺怎么运营」。"),
        (["ask", "怎么办"], "「怎么办」没有说到具体的事，请加上想了解的事，例如「共享茶铺怎么运营」。"),
        (["case", "99"], "没有编号「99」的案例，请在案例目录里看看有哪些编号。"),
        (["cases", "--topic", "养鱼"], "没有「养鱼」这个主题，可用的是：党建引领、养老助老、"),
        (["cases", "--district", "锦江区"], "没有符合条件的案例。库里的主题有："),
        (["add", "--publish", "--dry-run", "没有.md"], "--publish 要入库，--dry-run 什么都不写，请只留一个。"),
        (["nothing"], "没有「nothing」这个命令，请用 bot.py --help 看写法。"),
        (["case", "一"], "「NUMBER」写得不对，请用 bot.py case --help 看写法。"),
        (["cases", "--yaer", "2020"], "没有「--yaer」这个选项，请用 bot.py cases --help 看写法。"),
        (["add"], "还差「FILES」没有写，请用 bot.py add --help 看写法。"),
        (["ask", "水月社区", "民宿"], "多写了东西（带空格的问题要加引号），请用 bot.py ask --help 看写法。"),
        (["export", "/proc/nowhere"], "「/proc/nowhere」写不进去（没有这个位置），请换一个位置再试。"),
        (["export", "-"], "「-」是标准输出，只能写 JSON，请加上 --json，或给一个文件夹的名字。"),
        (["eval", "nowhere", "--run", "/dev/null"], "没有找到「nowhere/corpus.jsonl」，请给一个 BEIR 格式的文件夹"),
        (["--cases", "nowhere", "cases"], "没有找到案例文件夹「nowhere」，请检查 --cases，或写 none 从空库开始。"),
        (["--db", "/nowhere/library.db", "cases"], "案例库「/nowhere/library.db」打不开（"),
    ],
)
def test_a_fault_is_one_sentence_and_exit_code_2(chapu: Command, arguments: list[str], fault: str) -> None:
    result = chapu(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(fault)
    assert len(result.stderr.splitlines()) == 1


def test_a_topic_that_there_is_not_is_told(chapu: Command, cards: Path) -> None:
    (cards / "1.md").write_text(write_card(replace(TEA, topics=("公共空间，养老助老",))), encoding="utf-8")
    for told in (chapu("add", cards / "1.md").stderr, chapu("cases", cases=cards).stderr):
        assert "「1.md」的主题「公共空间，养老助老」不在主题表里，可用的是：党建引领、" in told


def test_a_folder_with_other_cards_is_not_written_into(chapu: Command, cards: Path) -> None:
    chapu("cases", cases=cards)
    before = {path.name: path.read_bytes() for path in cards.iterdir()}
    result = chapu("export", cards)
    assert (result.exit_code, result.stderr) == (
        2,
        f"「{cards}」里已经有别的案例卡，为免混在一起，请换一个空文件夹。\n",
    )
    assert {path.name: path.read_bytes() for path in cards.iterdir()} == before


def test_a_faulty_card_is_told_at_every_start_until_it_is_mended(chapu: Command, cards: Path) -> None:
    (cards / "4.md").write_text("坏的", encoding="utf-8")
    told = "注意：「4.md」没有案例卡的抬头，请在文件最前面用两行 --- 夹住 title 等各项。\n"
    assert [chapu("cases", cases=cards).stderr for _ in range(2)] == [told, told]
    (cards / "4.md").unlink()
    assert chapu("cases", cases=cards).stderr == ""


def test_a_retrieval_task_is_run(chapu: Command, tmp_path: Path) -> None:
    texts = {"d1": "居民把车棚改成老茶馆。", "d2": "电梯谈了九次。", "d3": ""}
    questions = {"q1": "老茶館", "q2": "电梯谈了几次", "q3": "？"}
    for name, rows in (("corpus", texts), ("queries", questions)):
        lines = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in rows.items()]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = chapu("eval", tmp_path, "--run", tmp_path / "run.txt")
    timings = json.loads(result.stdout)
    assert (timings["passages"], timings["questions"]) == (3, 3)
    assert set(timings) == {"passages", "index_s", "questions", "total_s", "p50_ms", "p99_ms"}
    run = [line.split() for line in (tmp_path / "run.txt").read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in run] == [
        ("q1", "Q0", "d1", "1", "chapu"),
        ("q2", "Q0", "d2", "1", "chapu"),
    ]


def test_the_program_runs_from_anywhere_and_in_any_locale(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "CHAPU_DB": str(tmp_path / "library.db")}
    shown = subprocess.run(
        [sys.executable, ROOT / "bot.py", "ask", "共享茶铺"], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert "香樟社区" in shown.stdout.decode("utf-8")
    assert shown.stderr == b""
    assert sorted(path.name.partition("-")[0] for path in tmp_path.iterdir()) == ["library.db"]


@pytest.fixture
def subscribed(tmp_path: Path) -> Path:
    """A folder of cards; in the library three subscribers, of whom one wants a topic and one pauses."""
    cards = tmp_path / "weekly"
    cards.mkdir()
    for number, case in enumerate((TEA, LIFT), 1):
        (cards / f"{number}.md").write_text(write_card(case), encoding="utf-8")
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        for chat_id, kind in ((7, "private"), (8, "private"), (-9, "group")):
            subscribe(library.db, chat_id, kind, datetime(2026, 1, 1, tzinfo=UTC))
        put_subscriber(
            library.db, Subscriber(7, topics=("公共空间",), weekday=3, hour=20, since="2026-01-01T00:00:00+00:00")
        )
        put_subscriber(library.db, Subscriber(8, paused_until="2999-01-01", since="2026-01-01T00:00:00+00:00"))
    return cards


def test_what_would_go_out_is_told_with_whom_it_goes_to(chapu: Command, subscribed: Path, tmp_path: Path) -> None:
    told = chapu("weekly", "--dry-run", cases=subscribed).output
    assert re.search(
        r"^第\d+周（\d+月\d+日起）：#2 银杏社区：加装电梯先坐下来谈\n自动选的，没人停就发\n\n每周一案 · 第\d+周\n", told
    )
    assert "发给 2 个订阅者（另有 1 个停着或这周还轮不到）：\n" in told
    readers = [re.sub(r"^\d+月\d+日 ", "", line) for line in told.splitlines()[-2:]]
    assert readers == ["周一 09:00　-9　群　#2　静音", "周三 20:00　7　私聊　#1　合主题"]
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        assert library.db.execute("SELECT count(*) FROM editions").fetchone() == (0,)


def test_who_has_it_already_is_not_told_again(chapu: Command, subscribed: Path, tmp_path: Path) -> None:
    week = re.findall(r"^第(\d+)周", chapu("weekly", cases=subscribed).output)[0]
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        (edition,) = library.db.execute("SELECT week FROM editions").fetchone()
        queue_all(library.db, edition, datetime.now(UTC), datetime.now(UTC).date())
    told = chapu("weekly", "--dry-run", cases=subscribed).output
    assert (edition[-2:], "发给 0 个订阅者（另有 1 个停着或这周还轮不到）：" in told) == (week.zfill(2), True)


def test_without_dry_run_the_edition_is_fixed(chapu: Command, subscribed: Path, tmp_path: Path) -> None:
    chapu("weekly", cases=subscribed)
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        assert library.db.execute("SELECT case_id FROM editions").fetchall() == [(2,)]


@pytest.mark.parametrize(("option", "value"), [("--weekly", "sometimes"), ("--timezone", "Mars/Olympus")])
def test_a_time_that_is_none_is_told(chapu: Command, option: str, value: str) -> None:
    result = chapu("weekly", option, value)
    assert (result.exit_code, value in result.stderr, len(result.stderr.splitlines())) == (2, True, 1)


def test_without_cases_nothing_would_go_out(chapu: Command) -> None:
    result = chapu("weekly", "--dry-run")
    assert (result.exit_code, result.stderr) == (2, "库里还没有案例，没有可发的。\n")

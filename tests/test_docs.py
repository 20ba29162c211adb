"""The documents tell the truth: transcripts are what the program prints, commands and options are all there."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click
import pytest

from bot import cli
from knowledge import read_card
from knowledge.case import HEADINGS
from tests.conftest import ROOT, Command

README = (ROOT / "README.md").read_text(encoding="utf-8")
CARDS = (ROOT / "docs" / "cards.md").read_text(encoding="utf-8")
TRANSCRIPTS = re.findall(
    r"^\$ python bot\.py (.+)\n((?:(?!\$ |```).*\n)*)",
    "\n".join(re.findall(r"```console\n(.*?)```", README, re.S)),
    re.M,
)


@pytest.mark.parametrize(("command", "printed"), TRANSCRIPTS, ids=[command for command, _ in TRANSCRIPTS])
def test_a_transcript_is_what_the_program_prints(chapu: Command, command: str, printed: str) -> None:
    assert chapu(*shlex.split(command), cases=ROOT / "data" / "cases").output.strip() == printed.strip()


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 4


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_readme_with_its_options(name: str) -> None:
    command = cli.commands[name]
    line = next(line for line in README.splitlines() if line.startswith(f"| `python bot.py {name}"))
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.opts[0] for option in options if option.opts[0] not in line] == []
    assert command.help
    assert all(option.help and option.show_envvar for option in options)


def test_every_option_names_its_environment_variable(chapu: Command) -> None:
    for name in ("", *cli.commands):
        shown = re.sub(r"\s+", "", chapu(*filter(None, [name, "--help"])).output)
        options = (cli.commands[name] if name else cli).params
        prefix = f"CHAPU_{name.upper()}_" if name else "CHAPU_"
        for option in options:
            if isinstance(option, click.Option):
                assert f"envvar:{option.envvar or prefix + (option.name or '').upper()}" in shown


def test_the_operators_manual_has_every_option_of_a_running_bot() -> None:
    manual = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    options = [*cli.params, *cli.commands["run"].params]
    names = {str(option.envvar or f"CHAPU_{(option.name or '').upper()}") for option in options}
    assert {name for name in names if f"| `{name}` |" not in manual} == set()


def test_the_tree_in_the_readme_is_the_tree() -> None:
    tree = README.partition("\n```\nbot.py  ")[2].partition("\n```")[0]
    told = set(re.findall(r"^ *([\w/]+\.py)\b", "bot.py  " + tree, re.M))
    there = {
        path.name
        for folder in ("knowledge", "handlers")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "store"
    }
    assert told == there | {"bot.py", "sandbox.py"}


@pytest.mark.parametrize("document", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_the_files_a_document_names_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(
        r"`((?:data|docs|tests|benchmarks|knowledge|handlers)/[\w./-]*)`", text
    )
    assert [
        name for name in named if not (ROOT / name).exists() and not ((ROOT / document).parent / name).exists()
    ] == []


def test_the_card_in_the_manual_is_a_card() -> None:
    card = CARDS.partition("```\n")[2].partition("```")[0]
    case = read_card(card, "样张")
    assert case.title == "梧桐社区：院子里的老茶馆"
    assert " ".join(HEADINGS) in CARDS


def test_the_card_of_two_sources_in_the_manual_is_a_card() -> None:
    card = CARDS.partition("### ")[2].partition("```\n")[2].partition("```")[0]
    case = read_card(card, "样张")
    assert [(each.heading, each.kind, each.source.publication) for each in case.paragraphs()] == [
        ("做法", "做法", "示例日报"),
        ("", "", "示例晚报"),
        ("灯亮到十点", "做法", "示例晚报"),
        ("灯亮到十点", "资金", "示例晚报"),
    ]


def test_nothing_speaks_of_this_machine() -> None:
    paths = [path for path in ROOT.rglob("*") if path.suffix in {".py", ".md", ".toml", ".txt", ""} and path.is_file()]
    ours = [
        path
        for path in paths
        if not any(
            part.startswith((".venv", ".git", ".mypy", ".ruff", ".pytest", ".hypothesis")) or "egg" in part
            for part in path.relative_to(ROOT).parts
        )
    ]
    assert [str(path) for path in ours if _names_a_machine(path)] == []


def _names_a_machine(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="ignore")
    return os.fspath(ROOT.parent) + "/" in text or "/home/" + "" in text.replace('"/home/"', "")

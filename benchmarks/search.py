"""Chapu beside the engines a builder would otherwise pick, on the same corpora, quality and speed: `python -m benchmarks.search`.

Every index is made by one process and asked by another, one process at a time, so that each one's memory and time are its own.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

import click

from .corpora import LENGTH, Folder, by_passages, made_passages, ndcg, read_folder, some_questions
from .peers import BEST, ENGINES, ROOT

CORPORA = ROOT.parent / "shared" / "eval" / "beir"
DOCUMENT = ROOT / "docs" / "search.md"
BASELINE = next(iter(ENGINES))
WARM_UP = 20
MANY, FEW = 1_000_000, 40
"""From how many passages on only how many questions are asked: plain FTS5 takes seconds for each."""
HEAD = [
    "passages",
    "engine",
    "build s",
    "passages/s",
    "build MB",
    "index MB",
    "asking MB",
    "p50 ms",
    "p99 ms",
    "p50 ×",
    "p99 ×",
]
NOTE = f"""The passages are shuffled sentences of the corpora, {LENGTH} characters or a little more. Times hold the cutting of a text or question into words.
×: against {ENGINES[BASELINE].label} in the same run. MB of memory is the most a process held, pages of a mapped index counted in.
FTS5 and Chapu keep the passages in their files, the others their numbers alone. tantivy indexes with all cores, the others with one."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages in two files, as texts and as jieba's words, a JSON string a line; the seconds it took to find the words."""

    name: str
    texts: Path
    words: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class Speed:
    """How one engine did on one number of passages. Seconds, megabytes, milliseconds."""

    engine: str
    passages: int
    build: float
    build_memory: float
    disk: float
    memory: float
    p50: float
    p99: float


class Bench:
    """The folder that everything is made in, and the engines that are installed: their versions and the interpreters they are there for."""

    def __init__(self, scratch: Path, names: Iterable[str]) -> None:
        self.scratch = scratch
        self.versions: dict[str, str] = {}
        self.pythons: dict[str, str] = {}
        for name in names:
            self._look_for(name)

    def _look_for(self, name: str) -> None:
        """Debian's python3-xapian is there for the system's own Python alone."""
        for python in filter(None, (sys.executable, shutil.which("python3", path=os.defpath))):
            (row,) = _run(python, "version", name)
            if row["version"]:
                self.versions[name], self.pythons[name] = row["version"], python
                return
        _say(f"{ENGINES[name].label}: not installed, left out")

    def corpus(self, name: str, passages: Iterable[str]) -> Corpus:
        """Write passages down and cut them into words."""
        texts, words = self.scratch / f"{name}.texts", self.scratch / f"{name}.words"
        _write(texts, passages)
        (row,) = _run(sys.executable, "cut", texts, words)
        return Corpus(name, texts, words, row["seconds"])

    def build(self, engine: str, corpus: Corpus) -> tuple[Path, float, float]:
        """Make an index: (its folder, seconds with those for the words the engine is given, megabytes of memory)."""
        folder = self.scratch / f"{corpus.name}.{engine}"
        cut = ENGINES[engine].cut
        (row,) = _run(self.pythons[engine], "build", engine, corpus.words if cut else corpus.texts, folder)
        return folder, row["seconds"] + (corpus.seconds if cut else 0), row["megabytes"]

    def ask(
        self, engine: str, index: Path, questions: Iterable[str], warm_up: Iterable[str] = ()
    ) -> tuple[list[list[int]], list[float], float]:
        """Ask an index: (the numbers of the passages found and the milliseconds, for each question; megabytes of memory)."""
        file = self.scratch / "questions"
        _write(file, [*((text, False) for text in warm_up), *((text, True) for text in questions)])
        *rows, last = _run(self.pythons[engine], "ask", engine, index, file)
        return [row["found"] for row in rows], [row["milliseconds"] for row in rows], last["megabytes"]


def _comma_list(_context: click.Context, option: click.Parameter, value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if not (name in ENGINES if option.name == "engines" else name.isdecimal() and int(name)):
            raise click.BadParameter(f"“{name}”; for example {option.default}.")
    return names


@click.command(context_settings={"show_default": True})
@click.option("--corpora", type=click.Path(path_type=Path), default=CORPORA, show_default="../shared/eval/beir")
@click.option(
    "--scratch", type=click.Path(path_type=Path), show_default="a temporary one", help="Folder for the indexes."
)
@click.option("--sizes", callback=_comma_list, default="10000,100000,1000000", help="Passages to measure speed on.")
@click.option("--engines", callback=_comma_list, default=",".join(ENGINES))
@click.option("--questions", type=click.IntRange(1), default=200, help="How many to measure speed with.")
@click.option("--quality/--no-quality", default=True, help="Whether to measure nDCG@10.")
@click.option("--write/--no-write", default=True, help="Whether docs/search.md gets the tables.")
def main(**options: Any) -> None:
    """Measure, print the tables, and write them into docs/search.md."""
    folders = [read_folder(corpus.parent) for corpus in sorted(options["corpora"].glob("*/corpus.jsonl"))]
    if not folders:
        raise click.ClickException(
            f"「{options['corpora']}」里没有 BEIR 格式的语料，请用 --corpora 指明。 No corpora there; say with --corpora where they are."
        )
    names = options["engines"]
    with _scratch(options["scratch"]) as scratch:
        bench = Bench(scratch, names)
        parts = [_about(bench, names)]
        if options["quality"]:
            parts.append(quality_table(names, measure_quality(bench, folders)))
        if sizes := sorted(map(int, options["sizes"])):
            speeds = [speed for size in sizes for speed in measure_speed(bench, folders, size, options["questions"])]
            parts += [speed_table(names, speeds), NOTE]
    text = "\n\n".join(parts)
    print(text)
    if options["write"]:
        write_between("benchmarks.search", text)


def measure_quality(bench: Bench, folders: Iterable[Folder]) -> dict[tuple[str, str], float]:
    """The nDCG@10 by engine and folder. Folders of the same passages share an index."""
    measured = {}
    for group in by_passages(folders):
        corpus = bench.corpus(group[0].name, group[0].passages.values())
        for engine in bench.pythons:
            index, _, _ = bench.build(engine, corpus)
            for folder in group:
                measured[engine, folder.name] = _quality(bench, engine, index, folder)
                _say(f"{folder.name}, {ENGINES[engine].label}: {measured[engine, folder.name]:.4f}")
    return measured


def _quality(bench: Bench, engine: str, index: Path, folder: Folder) -> float:
    passages = list(folder.passages)
    found, _, _ = bench.ask(engine, index, (folder.questions[name] for name in folder.answers))
    scores = [
        ndcg([passages[number] for number in numbers], relevant, BEST)
        for numbers, relevant in zip(found, folder.answers.values(), strict=True)
    ]
    return sum(scores) / len(scores)


def measure_speed(bench: Bench, folders: Iterable[Folder], size: int, count: int) -> list[Speed]:
    """How each engine does that is tried on so many passages, asked the questions of the first folder of each corpus."""
    firsts = [group[0] for group in by_passages(folders)]
    questions = some_questions(firsts)
    asked = questions[WARM_UP:][: min(count, FEW) if size >= MANY else count]
    corpus = bench.corpus(str(size), islice(made_passages(firsts), size))
    _say(f"{size:,} passages cut into words in {corpus.seconds:.0f} s")
    speeds = []
    for engine in bench.pythons:
        if size <= ENGINES[engine].largest:
            index, seconds, build_memory = bench.build(engine, corpus)
            disk = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
            _, times, memory = bench.ask(engine, index, asked, questions[:WARM_UP])
            p50, p99 = (sorted(times)[len(times) * share // 100] for share in (50, 99))
            speeds.append(Speed(engine, size, seconds, build_memory, disk, memory, p50, p99))
            shutil.rmtree(index)
            _say(
                f"{size:,} passages, {ENGINES[engine].label}: made in {seconds:.0f} s, p50 {p50:.3g} ms, p99 {p99:.3g} ms"
            )
    return speeds


def _about(bench: Bench, names: Iterable[str]) -> str:
    engines = [f"{name} {bench.versions.get(name, 'not installed')}" for name in names]
    parts = [
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"jieba {metadata.version('jieba')}",
        *engines,
    ]
    return f"{datetime.now(UTC):%Y-%m-%d}, `python -m benchmarks.search`: {', '.join(parts)}."


def quality_table(names: Iterable[str], measured: Mapping[tuple[str, str], float]) -> str:
    """A row an engine, a column a folder."""
    folders = list(dict.fromkeys(folder for _, folder in measured))
    rows = []
    for name in names:
        cells = [f"{measured[name, folder]:.4f}" for folder in folders if (name, folder) in measured]
        rows.append([ENGINES[name].label, *(cells or ["not installed"])])
    return table(["nDCG@10", *folders], rows)


def speed_table(names: Iterable[str], speeds: Sequence[Speed]) -> str:
    """A row a number of passages and engine."""
    names = list(names)
    done = {(speed.passages, speed.engine): speed for speed in speeds}
    rows = []
    for size in dict.fromkeys(size for size, _ in done):
        for name in names:
            missing = f"not tried above {ENGINES[name].largest:,}" if size > ENGINES[name].largest else "not installed"
            speed = done.get((size, name))
            cells = _cells(speed, done.get((size, BASELINE))) if speed else [missing]
            rows.append([f"{size:,}", ENGINES[name].label, *cells])
    return table(HEAD, rows)


def _cells(speed: Speed, plain: Speed | None) -> list[str]:
    whole = (speed.build, speed.passages / speed.build, speed.build_memory, speed.disk, speed.memory)
    times = [_three_digits(time) for time in (speed.p50, speed.p99)]
    ratios = [_three_digits(speed.p50 / plain.p50), _three_digits(speed.p99 / plain.p99)] if plain else []
    return [*(f"{figure:,.0f}" for figure in whole), *times, *ratios]


def _three_digits(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; a short row is filled up."""
    full = [[*row, *[""] * (len(head) - len(row))] for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in full)


def write_between(name: str, text: str) -> None:
    """Put a text between the two marks of this name in docs/search.md, in place of what stood there; at its end where it has none."""
    begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2].strip("\n")
    whole = f"{before.rstrip()}\n\n{begin}\n{text}\n{end}\n" + (f"\n{after}\n" if after else "")
    DOCUMENT.write_text(whole, encoding="utf-8")


@contextmanager
def _scratch(folder: Path | None) -> Iterator[Path]:
    """A folder to make a run's files in, which is taken away at the end."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="search-", dir=folder) as scratch:
        yield Path(scratch)


def _run(python: str, *task: str | Path) -> list[dict[str, Any]]:
    """Have a process do one of the tasks of benchmarks.peers: the values it prints."""
    command = [python, "-m", "benchmarks.peers", *map(str, task)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _write(path: Path, values: Iterable[object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""What every test may ask for: the project's folders, an empty library, the default one, the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from bot import cli
from knowledge import Library, open_library, take_up_cards
from knowledge.store import schema, writing

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

Command = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def direct() -> Iterator[None]:
    """No proxy of this machine stands between a test and 127.0.0.1."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NO_PROXY", "127.0.0.1,localhost")
        patched.setenv("no_proxy", "127.0.0.1,localhost")
        yield


@pytest.fixture(scope="session")
def opened() -> Iterator[Library]:
    """A library opened once for its words and segmenter, which take most of the time."""
    library = open_library(":memory:", ROOT / "data")
    yield library
    library.close()


@pytest.fixture
def another(opened: Library) -> Iterator[Callable[[], Library]]:
    """Makes empty libraries with the project's words."""
    made = []

    def make() -> Library:
        db = Database(memory=True)
        db.execute("PRAGMA foreign_keys = on")  # as in a library's file
        with writing(db):
            schema.migrate(db)
        made.append(db)
        return Library(db, opened.words, opened.segmenter)

    yield make
    for db in made:
        db.close()


@pytest.fixture
def library(another: Callable[[], Library]) -> Library:
    """An empty library, with the project's words."""
    return another()


@pytest.fixture(scope="module")
def shelf() -> Iterator[Library]:
    """The default library: the project's words and cards. Nothing may be written to it."""
    opened = open_library(":memory:", ROOT / "data")
    assert take_up_cards(opened, ROOT / "data" / "cases") == []
    yield opened
    opened.close()


@pytest.fixture
def chapu(tmp_path: Path) -> Command:
    """The command line on a library of its own: chapu("ask", "茶铺", cases=FOLDER, input=…); cases is "none" unless given."""

    def run(*arguments: str | Path, cases: str | Path = "none", input: str | None = None) -> Result:  # noqa: A002 - click's word
        env = {"CHAPU_DB": str(tmp_path / "library.db"), "CHAPU_CASES": str(cases)}
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], env=env, input=input)

    return run


def shared(name: str) -> Path:
    """A file or folder of ../shared; the test is skipped, with the reason, where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs ../shared/{name}, which is not beside this checkout")
    return path

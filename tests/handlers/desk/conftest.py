"""What a test of the editors' desk may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library, open_library
from tests.conftest import ROOT


@pytest.fixture
def own_library(tmp_path: Path) -> Iterator[Library]:
    """An empty library in a file, with words and a segmenter that no other test has: what is told to it stays its own."""
    opened = open_library(tmp_path / "library.db", ROOT / "data")
    yield opened
    opened.close()

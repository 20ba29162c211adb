"""A child process for each file that a library written in C opens, so that a file that hangs or crashes it ends the child alone.

The child has its own memory limit, gets nothing of the environment that could hold a token, and answers as child.py says.
It is started from any thread, and needs neither signals nor fork.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from ..case import ReadError, Source
from .manuscript import Manuscript

MEMORY = 480 << 20
"""The bytes of address space a child may take."""

SECONDS = 9.0
"""How long a child may take to answer; with every page of a long PDF it earns PAGE_SECONDS more."""

PAGE_SECONDS = 1 / 6

_CHILD = Path(__file__).with_name("child.py")
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_log = logging.getLogger(__name__)


def read_in_child(kind: str, data: bytes, name: str, hint: str = "", seconds: float = SECONDS) -> Manuscript:
    """What a file says.

    kind: "docx", "pdf" or "html"; name: what to call the file in an error; hint: the encoding a server named for a web page.
    Raises ReadError where the file says nothing, and where reading it takes too long, too much memory, or fails.
    """
    with tempfile.TemporaryFile() as inward, tempfile.TemporaryFile() as complaints:
        inward.write(data)
        inward.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", "-X", "utf8", str(_CHILD), kind, name, hint, str(MEMORY), *sys.path],
            stdin=inward,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={key: os.environ[key] for key in _KEPT if key in os.environ},
        )
        try:
            answer = _answer(child, seconds)
        finally:
            child.kill()
            child.wait()
        complaints.seek(0)
        if answer == "":
            _log.info("「%s」 ended its reader: %s", name, complaints.read()[-2000:].decode("utf-8", "replace").strip())
    return _manuscript(answer, name)


def _answer(child: subprocess.Popen[bytes], seconds: float) -> str | None:
    """The last line a child said; "" where it ended without one, None where its time was up."""
    lines, end = SimpleQueue[bytes](), time.monotonic() + seconds
    assert child.stdout  # noqa: S101 - asked for
    listener = threading.Thread(target=_listen, args=(child.stdout, lines), daemon=True)
    listener.start()
    try:
        while (line := lines.get(timeout=max(0.0, end - time.monotonic()))) == b".\n":
            end += PAGE_SECONDS
    except Empty:
        return None
    return line.decode("utf-8", "replace").strip()


def _listen(out: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    with out:
        for line in out:
            lines.put(line)
    lines.put(b"")


def _manuscript(answer: str | None, name: str) -> Manuscript:
    if answer is None:
        raise ReadError(f"「{name}」读得太久，没有读完；请拆成几份，或把文字粘贴过来。")
    try:
        said = json.loads(answer)
    except ValueError:
        raise ReadError(f"「{name}」读不出来，文件可能已经损坏；请另存一份再发，或把文字粘贴过来。") from None
    if "error" in said:
        raise ReadError(said["error"])
    source = Source(**said["source"] | {"reporters": tuple(said["source"]["reporters"])})
    return Manuscript(said["text"], source, tuple(said["gaps"]))

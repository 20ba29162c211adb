"""The child process that opens what could hang or crash; the other end of worker.py.

It is run by its path and takes the packages above it for empty, so that neither jieba nor the database is loaded to open a file.
Standard input: the file's bytes. Arguments: kind, name, what else its reader wants to know, bytes of memory, where to look for modules.
Standard output: "." after each page; then one line of JSON, {"text", "source", "gaps"} or {"error": the sentence}.
Ends with code 1, and the reason on standard error, where a reader failed in a way nobody foresaw.
"""

from __future__ import annotations

import json
import os
import sys
import types
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from knowledge.reader.manuscript import Manuscript

SECONDS = 90  # of computing, after which the system ends a child whose parent is no longer there to


def main() -> None:
    """Read one file and say what it says."""
    kind, name, hint, memory, *places = sys.argv[1:]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library may print is no answer
    sys.path[:] = places
    _limit(int(memory))
    here = Path(__file__).resolve().parent
    for package, folder in (("knowledge", here.parent), ("knowledge.reader", here)):
        empty = types.ModuleType(package)
        empty.__path__ = [str(folder)]
        sys.modules[package] = empty
    print(json.dumps(_said(kind, name, hint, out)), file=out, flush=True)
    os._exit(0)  # nothing that the libraries would still tidy up outlives the process


def _said(kind: str, name: str, hint: str, out: TextIO) -> dict[str, Any]:
    from knowledge.case import ReadError  # noqa: PLC0415 - the package is there only now

    try:
        return asdict(_read(kind, name, hint, out))
    except ReadError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"「{name}」太大，读的时候内存不够；请拆成几份，或把文字粘贴过来。"}


def _read(kind: str, name: str, hint: str, out: TextIO) -> Manuscript:
    data = sys.stdin.buffer.read()
    if kind == "pdf":
        from knowledge.reader.pdf_file import read_pdf  # noqa: PLC0415 - each kind loads its own libraries only

        return read_pdf(data, name, lambda: print(".", file=out, flush=True))
    if kind == "html":
        from knowledge.reader.html_file import read_html  # noqa: PLC0415 - as above

        return read_html(data, name, hint)
    from knowledge.reader.docx_file import read_docx  # noqa: PLC0415 - as above

    return read_docx(data, name)


def _limit(memory: int) -> None:
    """Hold this process to so many bytes and to SECONDS, where the system knows how."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for which, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()

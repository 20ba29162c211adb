"""How long a question takes and how much memory, on the default library: `python -m benchmarks.answer`."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from knowledge import answer, open_library, take_up_cards

ROOT = Path(__file__).resolve().parent.parent
COLD_RUNS = 5
WARM_ROUNDS = 3


def main() -> None:
    """Print one line a figure."""
    questions = [
        json.loads(line)["q"] for line in (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "library.db"
        first, *cold = (_cold(path) for _ in range(COLD_RUNS + 1))
        library = open_library(path, ROOT / "data")
        take_up_cards(library, ROOT / "data" / "cases")
        times = []
        for _ in range(WARM_ROUNDS):
            for question in questions:
                started = time.perf_counter()
                answer(library, question)
                times.append(1000 * (time.perf_counter() - started))
        library.close()
    print(f"cold `bot.py ask`, the library made on the way   {first:6.2f} s")
    print(f"cold `bot.py ask`, median of {COLD_RUNS}                   {statistics.median(cold):6.2f} s")
    print(f"warm question, median of {len(times)}                {statistics.median(times):6.1f} ms")
    print(f"warm question, 99th percentile               {statistics.quantiles(times, n=100)[98]:6.1f} ms")
    print(
        f"memory, this process at its most             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB"
    )


def _cold(path: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, ROOT / "bot.py", "--db", path, "ask", "共享茶铺怎么运营"], check=True, capture_output=True
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

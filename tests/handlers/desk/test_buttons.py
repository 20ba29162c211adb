"""What the desk's buttons carry is told in one place."""

from __future__ import annotations

import re

from handlers.desk import buttons
from handlers.routes import DESK_PRESSES


def test_the_map_has_every_button_of_the_desk_and_no_other() -> None:
    told = re.findall(r"d:[^\s]+", buttons.__doc__ or "")
    fills = {
        "K": "c",
        "F": "s",
        "FIELD": "c0.1",
        "DAYS": "7",
        "DIGEST": "0a",
        "ANSWER": "A2345B",
        "GAP": "A2345B",
        "WEEK": "2026-W48",
    }
    carried = [":".join(fills.get(part, "1" if part.isupper() else part) for part in each.split(":")) for each in told]
    assert [each for each in carried if not any(re.fullmatch(data, each) for data in DESK_PRESSES)] == []
    assert [data for data in DESK_PRESSES if not any(re.fullmatch(data, each) for each in carried)] == []

"""A text that came as several messages is the text that was sent."""

from __future__ import annotations

import pytest

from handlers.desk.pieces import is_full, together
from handlers.markup import UNITS

LINE = "茶馆办得好，天天都来。" * 90
EMOJI = "🍵" * 1950


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], ""),
        (["老茶馆", "天天都来"], "老茶馆\n天天都来"),
        (["长" * UNITS, "尾。"], "长" * UNITS + "尾。"),
        (["长" * (UNITS - 1) + "。", "尾。"], "长" * (UNITS - 1) + "。尾。"),
        ([f"{LINE}\n" * 3 + LINE, "尾。"], f"{LINE}\n" * 4 + "尾。"),
        ([f"{LINE}\n" * 3 + LINE[:-1], "。"], f"{LINE}\n" * 3 + LINE),
        ([EMOJI, "🍵"], EMOJI + "🍵"),
    ],
)
def test_pieces_are_joined_as_they_were_cut(parts: list[str], whole: str) -> None:
    assert together(parts) == whole


def test_a_message_is_full_by_the_units_that_telegram_counts() -> None:
    assert (is_full(EMOJI), is_full("茶" * 1950)) == (True, False)

"""The picture of a weekly case: every letter stands there, or there is no picture."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pictures.card import Card, draw, wrapped
from handlers.pictures.fonts import find_font, system_fonts
from handlers.weekly.message import card_of
from tests.knowledge.samples import TEA

CARD = Card(
    "茶铺 · 每周一案",
    "石榴社区：楼道里办起读书角",
    "锦江区",
    (("8600元", "读书角花了8600元"), ("1200本", "一共捐了1200本")),
    "《示例日报》",
)
LONG = replace(CARD, title="很长的题目，" * 30, source="《示例日报》" * 40)

needs_font = pytest.mark.skipif(
    find_font(CARD.letters, system_fonts()) is None,
    reason="no font with Chinese letters: fonts-wqy-microhei brings one",
)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@needs_font
def test_a_card_is_as_high_as_what_it_tells() -> None:
    heights = [size(drawn)[1] for card in (replace(CARD, figures=(), place=""), CARD, LONG) if (drawn := draw(card))]
    assert heights == sorted(heights)
    assert len({*heights}) == 3
    assert heights[-1] < 1080


@needs_font
@pytest.mark.parametrize(
    "figures",
    [(), CARD.figures[:1], CARD.figures, (*CARD.figures, ("1,234,567,890.5万元", "总投资1,234,567,890.5万元"))],
)
def test_any_number_of_figures_stands_side_by_side(figures: tuple[tuple[str, str], ...]) -> None:
    drawn = draw(replace(CARD, figures=figures))
    assert drawn
    assert size(drawn)[0] == 1080


@pytest.mark.parametrize("title", ["\U0002ffff社区", "\ue000社区"])
def test_a_letter_that_no_font_has_leaves_no_picture(title: str) -> None:
    assert draw(replace(CARD, title=title)) is None


def test_without_fonts_there_is_no_picture() -> None:
    assert draw(CARD, []) is None


def test_what_is_drawn_tells_a_picture_from_any_other() -> None:
    assert CARD.key == replace(CARD).key
    assert len({card.key for card in (CARD, LONG, replace(CARD, place="成华区"), replace(CARD, figures=()))}) == 4


def test_the_card_of_a_case_tells_its_title_place_figures_and_source() -> None:
    assert card_of(TEA) == Card(
        "茶铺 · 每周一案",
        "梧桐社区：院子里的老茶馆",
        "双流区 · 东升街道 · 梧桐社区 · 2021年",
        (("2元", "茶馆一碗茶2元"),),
        "《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二",
    )


@given(st.text("天地人。，”“《》12ab ", max_size=60), st.integers(2, 20), st.integers(1, 5))
def test_lines_are_no_wider_than_the_picture_and_lose_nothing_but_what_does_not_fit(
    text: str, width: int, most: int
) -> None:
    lines = wrapped(text, width, most, len)
    whole = "".join(text.split())
    told = "".join("".join(lines).split())
    assert all(len(line) <= width for line in lines)
    assert len(lines) <= most
    assert told == whole or (told.endswith("…") and whole.startswith(told[:-1]))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("花了8600元钱", ["花了", "8600", "元钱"]),
        ("他说，“好”。", ["他说，", "“好”。"]),
        ("一二三四五六七八九", ["一二三四", "五六七八", "九"]),
    ],
)
def test_a_line_ends_where_it_may(text: str, lines: list[str]) -> None:
    assert wrapped(text, 4, 3, len) == lines

from __future__ import annotations

from knowledge.reader.pdf_layout import Piece, page_lines


def line(text: str, left: float, top: float, size: float = 10) -> Piece:
    return Piece(left, top, left + size * len(text), top + size, size, text)


def test_a_headline_of_two_lines_is_one_heading_and_what_begins_a_paragraph_is_set_in() -> None:
    pieces = [
        line("老车棚变身", 20, 0, 20),
        line("“议事厅”", 20, 24, 20),
        line("傍晚六点，院子里又坐满", 40, 70),
        line("了人。大家商量停车的事", 20, 82),
        line("，一个说一个记，谁也不", 20, 94),
        line("着急。", 20, 106),
        line("社区书记说，这样的会每", 40, 118),
        line("周开一次。", 20, 130),
    ]
    assert page_lines(pieces) == [
        "# 老车棚变身“议事厅”",
        "",
        "　　傍晚六点，院子里又坐满",
        "了人。大家商量停车的事",
        "，一个说一个记，谁也不",
        "着急。",
        "　　社区书记说，这样的会每",
        "周开一次。",
    ]

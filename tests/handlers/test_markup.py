"""Telegram HTML that knows what it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.markup import ENTITIES, Html, bold, head, italic, joined, link, marked, plain, quote, units
from sandbox_server.markup import parse_html as parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('<>&"🍵\ud83d\n 茶'), max_size=40)


def parsed(html: Html) -> tuple[str, list[str]]:
    """(text, kinds of entities) as a Telegram server reads it."""
    text, entities = parse(html.markup)
    return text, [entity["type"] for entity in entities]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_said_is_what_is_read_and_counted(texts: list[str]) -> None:
    wrap = (
        plain,
        bold,
        italic,
        quote,
        lambda text: quote(bold(text), folded=True),
        lambda text: link(text, 'https://a.b/?c="&<'),
    )
    html = joined([wrap[at % len(wrap)](text) for at, text in enumerate(texts)], "\n")
    text, kinds = parsed(html)
    assert (units(text), len(kinds) <= html.entities) == (html.units, True)


def test_what_no_message_can_carry_is_shown_as_such() -> None:
    assert parsed(plain("茶\ud83d铺\x00")) == ("茶\ufffd铺\ufffd", [])


@pytest.mark.parametrize(
    ("html", "markup"),
    [
        (bold("<茶>"), "<b>&lt;茶&gt;</b>"),
        (bold(""), ""),
        (quote(bold("做法") + "　茶", folded=True), "<blockquote expandable><b>做法</b>　茶</blockquote>"),
        (link("原文", 'https://a.b/?c="&d'), '<a href="https://a.b/?c=&quot;&amp;d">原文</a>'),
        (marked("一碗老茶", [(0, 1), (2, 4)], 2), "<b>一</b>碗<b>老茶</b>"),
        (marked("一碗老茶", [(0, 1), (2, 4)], 1), "<b>一</b>碗老茶"),
        (joined(["一", "", Html(), "二"], "、"), "一、二"),
    ],
)
def test_markup(html: Html, markup: str) -> None:
    assert html.markup == markup


@given(TEXTS, st.integers(0, 40))
def test_the_head_of_a_text_is_as_much_of_it_as_fits(text: str, most: int) -> None:
    shown = head(text, most)
    assert text.startswith(shown)
    assert units(shown) <= most
    assert shown == text or units(text[: len(shown) + 1]) > most


def test_a_message_has_limits() -> None:
    found = "@neighbour #茶铺 /case a.cn 028-8765-4321"
    fitting = [
        plain(found + " @neighbour" * 95),
        plain("茶" * 4096),
        plain("🍵" * 2048),
        joined([bold("茶")] * ENTITIES),
    ]
    too_much = [
        plain(found + " @neighbour" * 96),
        plain("茶" * 4097),
        plain("🍵" * 2049),
        joined([bold("茶")] * (ENTITIES + 1)),
    ]
    assert [html.fits for html in (*fitting, *too_much)] == [True] * 4 + [False] * 4

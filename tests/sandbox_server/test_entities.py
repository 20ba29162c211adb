from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sandbox_server.description import ApiError
from sandbox_server.entities import Formatted, formatted, units
from sandbox_server.markup import parse_html


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>甲</b><strong>乙</strong>", "甲乙", [entity("bold", 0, 2)]),
        ("<b>甲<i>乙</i></b>", "甲乙", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<i><b>甲</b></i>", "甲", [entity("bold", 0, 1), entity("italic", 0, 1)]),
        ("<u>一</u> <ins>二</ins>", "一 二", [entity("underline", 0, 1), entity("underline", 2, 1)]),
        ("<s>一</s> <del>二</del>", "一 二", [entity("strikethrough", 0, 1), entity("strikethrough", 2, 1)]),
        ('<span class="tg-spoiler">甲</span>', "甲", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>甲</tg-spoiler>", "甲", [entity("spoiler", 0, 1)]),
        ('<a href="https://a.cn/?x=1&amp;y=2">甲</a>', "甲", [entity("text_link", 0, 1, url="https://a.cn/?x=1&y=2")]),
        ("<a href='a.cn'>甲</a>", "甲", [entity("text_link", 0, 1, url="http://a.cn/")]),
        ('<a href="nowhere">甲</a>', "甲", []),
        ("<code>a</code>", "a", [entity("code", 0, 1)]),
        ('<code class="language-py">a</code>', "a", [entity("code", 0, 1)]),
        ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
        ("<pre><code>a</code></pre>", "a", [entity("pre", 0, 1)]),
        ("<code><b>a</b> <u>b</u></code>", "a b", [entity("code", 0, 3)]),
        ("<code>a<code>b</code></code>", "ab", [entity("code", 0, 2)]),
        ("<b>甲</b>\n　　乙<b>丙</b><b>丁</b>", "甲\n　　乙丙丁", [entity("bold", 0, 1), entity("bold", 5, 2)]),
        ("　　", "", []),
        ('<pre><code class="language-py">a</code></pre>', "a", [entity("pre", 0, 1, language="py")]),
        ("<b>甲<code>a</code>乙</b>", "甲a乙", [entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1)]),
        ("<blockquote>甲</blockquote>", "甲", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>甲</blockquote>", "甲", [entity("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="5")]),
        ("👍<b>甲</b>", "👍甲", [entity("bold", 2, 1)]),
        ("<B>甲</B >", "甲", [entity("bold", 0, 1)]),
        (" \n <b> 甲 </b>乙 \n", "甲 乙", [entity("bold", 0, 2)]),
        ("<b> </b>甲", "甲", []),
        ("&lt;b&gt; &amp; &quot;&#33;&#x597D; &nbsp; &#0; &", '<b> & "!好 &nbsp; &#0; &', []),
        ("甲\r\n乙\x07", "甲\n乙", []),
    ],
)
def test_html(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert formatted(html, "HTML") == Formatted(text, entities)


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("甲<p>乙</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ('<a href="x>甲</a>', "Unclosed start tag at byte offset 0"),
        ("<b>甲", 'Can\'t find end tag corresponding to start tag "b"'),
        ("甲</b>", "Unexpected end tag at byte offset 3"),
        ("<b>甲</b", "Unclosed end tag at byte offset 6"),
        ("<b>甲</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<span>甲</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<blockquote>甲<blockquote>乙</blockquote></blockquote>",
            'Tag "blockquote" can\'t be nested at byte offset 15',
        ),
        ('<tg-emoji emoji-id="x">甲</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_unreadable_html(html: str, says: str) -> None:
    with pytest.raises(ApiError) as caught:
        formatted(html, "HTML")
    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: can't parse entities: {says}")


def test_another_parse_mode_is_not_served() -> None:
    with pytest.raises(ApiError, match=r"^Bad Request: unsupported parse_mode$"):
        formatted("*甲*", "MarkdownV2")


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start", [entity("bot_command", 0, 6)]),
        ("问 /ask@chapu_sandbox_bot 茶铺", [entity("bot_command", 2, 22)]),
        ("/ask茶铺", []),
        ("a/b http://a.cn/start", [entity("url", 4, 17)]),
        ("👍 @chapu_sandbox_bot 好", [entity("mention", 3, 18)]),
        ("问@chapu_sandbox_bot", []),
        ("@chapu_sandbox_bot好", []),
        ("见 https://a.cn/b?c=1#d。", [entity("url", 2, 21)]),
        ("见 a.cn, b.txt", [entity("url", 2, 4)]),
        ("#茶铺 #1 a#b", [entity("hashtag", 0, 3)]),
    ],
)
def test_found_in_plain_text(text: str, entities: list[dict[str, Any]]) -> None:
    assert formatted(text) == Formatted(text, entities)


def test_nothing_is_found_in_code_or_links() -> None:
    html = '<code>/ask</code> <a href="https://a.cn">@chapu_bot</a>'
    found = [entity("code", 0, 4), entity("text_link", 5, 10, url="https://a.cn/")]
    assert formatted(html, "HTML") == Formatted("/ask @chapu_bot", found)


def test_entities_given_count_units() -> None:
    assert formatted("  👍甲乙", given=[entity("bold", 4, 1)]) == Formatted("👍甲乙", [entity("bold", 2, 1)])
    with pytest.raises(ApiError, match="ends after the end of the text"):
        formatted("甲", given=[entity("bold", 0, 2)])


def test_a_message_has_a_hundred_entities() -> None:
    whole = formatted(" ".join(["<b>甲</b>"] * 120), "HTML")
    assert (len(whole.entities), whole.entities[99], whole.dropped) == (100, entity("bold", 198, 1), 20)


@given(some.text())
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    assert parse_html(escape(text)) == (text, [])


@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == sum(2 if ord(character) > 0xFFFF else 1 for character in text)

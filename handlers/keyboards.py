"""The buttons under a message: at most three in a row, verb first. What a button carries is ids, never Chinese text.

a:ANSWER:PAGE            a page of an answer              v:ANSWER:GOOD:PAGE    有用 (1) or 没答到 (0)
n:ANSWER                 有了通知我                        r:ANSWER:REASON:PAGE  why not, by number; empty: 不说了
m:ANSWER:PAGE            compare the cases of a page      w:ANSWER:PAGE         why not, in words
k:CASE-CASE…             compare cases
c:CASE:PAGE:BACK         a page of a case; BACK is what 返回 carries, or empty
s:CASE:PAGE:ON:BACK      into the favourites (1), or out (0)
f:PAGE  new:PAGE         the favourites, the newest       random                any case
b  b:KIND:PAGE           the catalogue, its names (t d y)
l:KIND:NAME:PAGE:BACK    the cases under a name (its checksum)
x:export x:delete x:sure x:keep                           one's own data
g:LEAD:NAMED              thank whoever suggested it by name (1), or not (0)
e:… t:…                   the weekly case: weekly/routes.py
d:…                      the editors' desk: desk/buttons.py
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import KeyboardButtonStyle
from telegram.helpers import create_deep_linked_url

from knowledge import Answer, Case

from . import menu, texts
from .markup import head, units
from .render import COPIED, copied_source
from .sources import original

PER_ROW, NARROW = 3, 2
SHORT, LONGEST, LABEL = 5, 7, 7
"""UTF-16 units that a button shows on a small phone: a name, three in a row and two in a row; a number and a name, three in a row."""
PASSED_ON = 200
"""UTF-16 units of a question passed on to the inline mode, which takes 256."""

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the lists a message is. prefix: what its buttons carry before the page. back: as for `case`."""

    prefix: str
    page: int
    back: str = ""


def answer(reply: Answer, answer_id: str, page: int, pages: int, shown: Sequence[Case]) -> InlineKeyboardMarkup:
    """Under an answer in a private chat; shown: the cases on this page."""
    back = f"a:{answer_id}:{page}"
    pager = turn(f"a:{answer_id}", page, pages)
    if len(shown) > 1:
        pager.append(press(texts.COMPARE_THESE, "m", answer_id, page))
    question = head(" ".join((reply.corrected or reply.question).split()), PASSED_ON)
    return board(
        [see_case(case.id, back) for case in shown],
        pager,
        _votes(answer_id, page),
        [
            *([_wish(answer_id)] if reply.weak else []),
            InlineKeyboardButton(texts.PASS_ON, switch_inline_query=question),
        ],
    )


def answer_in_group(reply: Answer, answer_id: str, page: int, bot: str) -> InlineKeyboardMarkup:
    """Under an answer in a group, one case a page; the rest is read in private. bot: its username."""
    shown = reply.hits[page - 1].case
    return board(
        [
            _open(texts.SEE_CASE.format(id=shown.id), bot, f"c_{shown.id}"),
            _open(texts.SEE_ALL, bot, f"q_{answer_id}"),
        ],
        turn(f"a:{answer_id}", page, len(reply.hits)),
        _votes(answer_id, page),
    )


def miss(reply: Answer, answer_id: str) -> InlineKeyboardMarkup:
    """Under 没有: near topics, near cases, and 有了通知我."""
    return board(
        [press(topic, "l", "t", checksum(topic), 1, f"a:{answer_id}:1") for topic in reply.topics],
        [see_case(case.id, f"a:{answer_id}:1") for case in reply.near],
        [_wish(answer_id)],
    )


def miss_in_group(answer_id: str, bot: str) -> InlineKeyboardMarkup:
    """Under 没有 in a group: what else there is, and 有了通知我, are in private, where the bot may write to who asks."""
    return board([_open(texts.SEE_ALL, bot, f"q_{answer_id}")])


def reasons(answer_id: str, page: int) -> InlineKeyboardMarkup:
    """Why an answer was of no use."""
    known = [press(text, "r", answer_id, number, page) for number, text in enumerate(texts.REASON_BUTTONS)]
    more = [press(texts.WRITE_REASON, "w", answer_id, page), press(texts.NO_REASON, "r", answer_id, "", page)]
    return board(*rows([*known, *more]))


def case(shown: Case, page: int, pages: int, saved: bool, back: str) -> InlineKeyboardMarkup:
    """Under a page of a case; back: what the button to where it was opened from carries, "" for none."""
    keep = press(texts.UNSAVE if saved else texts.SAVE, "s", shown.id, page, int(not saved), back)
    url = original(shown)
    to_page = [InlineKeyboardButton(texts.ORIGINAL, url=url)] if url else []
    return board(
        turn(f"c:{shown.id}", page, pages, after=f":{back}"),
        [keep, *copy(texts.COPY_SOURCE, copied_source(shown)), *to_page],
        [
            InlineKeyboardButton(texts.PASS_ON, switch_inline_query=f"#{shown.id}"),
            *_back(back),
        ],
    )


def comparison(shown: Sequence[Case], back: str) -> InlineKeyboardMarkup:
    """Under cases side by side; back: as for `case`."""
    here = back or "k:" + "-".join(str(case.id) for case in shown)
    return board(*rows([see_case(case.id, here) for case in shown]), _back(back))


def with_check(keys: InlineKeyboardMarkup, answer_id: str, case_id: int) -> InlineKeyboardMarkup:
    """Buttons with 存为考题 behind them: the question of an answer, with the case that is right for it."""
    *before, last = keys.inline_keyboard
    return board(*before, [*last, press(texts.SAVE_CHECK, "d:q", answer_id, case_id)])


def with_desk(board: InlineKeyboardMarkup, case_id: int, hidden: bool) -> InlineKeyboardMarkup:
    """Buttons with what an editor may do to a case under them."""
    move = press(texts.SHOW, "d:hs", case_id) if hidden else press(texts.HIDE, "d:hh", case_id)
    row = [press(texts.CHANGE, "d:e:c", case_id), move, press(texts.HISTORY, "d:y", case_id, 1)]
    return InlineKeyboardMarkup([*board.inline_keyboard, row])


def told(cases: Sequence[Case], back: str) -> InlineKeyboardMarkup:
    """Under the news that a question is answered; back: as for `case`."""
    return board(*rows([see_case(case.id, back) for case in cases]))


def case_list(cases: Iterable[Case], place: Place, pages: int) -> InlineKeyboardMarkup:
    """Under a page of a list of cases; without a way back one of a name leads to the catalogue."""
    named = place.prefix.startswith("l:")
    after = f":{place.back}" if named else ""
    see = [press(_name(each), "c", each.id, 1, f"{place.prefix}:{place.page}{after}") for each in cases]
    home = [press(texts.TO_BROWSE, "b")] if (named or place.prefix == "new") and not place.back else []
    return board(*rows(see), [*turn(place.prefix, place.page, pages, after), *home, *_back(place.back)])


def catalogue() -> InlineKeyboardMarkup:
    """The ways to look at the library."""
    return board(
        [
            press(texts.BY_TOPIC, "b", "t", 1),
            press(texts.BY_DISTRICT, "b", "d", 1),
            press(texts.BY_YEAR, "b", "y", 1),
        ],
        [press(menu.MENU["new"], "new", 1), press(menu.MENU["random"], "random")],
    )


def names(kind: str, shown: Iterable[object], page: int, pages: int) -> InlineKeyboardMarkup:
    """Under the names of one kind (t topics, d districts, y years); long ones stand two in a row."""
    buttons = [press(head(str(name), LONGEST), "l", kind, checksum(name), 1, "") for name in shown]
    columns = NARROW if any(units(button.text) > SHORT for button in buttons) else PER_ROW
    return board(*rows(buttons, columns), [*turn(f"b:{kind}", page, pages), press(texts.TO_BROWSE, "b")])


def privacy() -> InlineKeyboardMarkup:
    """Under what is kept of a reader."""
    return board([press(texts.EXPORT_MINE, "x", "export"), press(texts.DELETE_ME, "x", "delete")])


def delete_sure() -> InlineKeyboardMarkup:
    """Before all that is kept of a reader is deleted."""
    return board([danger(texts.DELETE_NOW, "x", "sure"), press(texts.DELETE_NOT, "x", "keep")])


def to_private(bot: str, payload: str) -> InlineKeyboardMarkup:
    """From a group to the private chat."""
    return board([_open(texts.TO_PRIVATE, bot, payload)])


def in_group(shown: Case, bot: str, back: str) -> InlineKeyboardMarkup:
    """Under a case in a group; back: as for `case`."""
    return board([_open(texts.TO_FULL, bot, f"c_{shown.id}"), *_back(back)])


def on_card(shown: Case, bot: str) -> InlineKeyboardMarkup:
    """Under a card that was sent by the inline mode."""
    return board([_open(texts.INLINE_OPEN, bot, f"c_{shown.id}")])


def checksum(name: object) -> str:
    """A name in eight letters that a button may carry, the same whatever else the library holds."""
    return f"{zlib.crc32(str(name).encode()):08x}"


def _name(case: Case) -> str:
    """A case in a list: its number and the smallest part of its place, as far as a button shows it."""
    place = case.place.community or case.place.street or case.place.district
    return head(f"{case.id} {place}", LABEL).strip()


def _back(data: str) -> Row:
    return [InlineKeyboardButton(texts.BACK, callback_data=data)] if data else []


def _votes(answer_id: str, page: int) -> Row:
    return [press(texts.USEFUL, "v", answer_id, 1, page), press(texts.USELESS, "v", answer_id, 0, page)]


def _wish(answer_id: str) -> InlineKeyboardButton:
    return press(texts.TELL_ME, "n", answer_id)


def turn(prefix: str, page: int, pages: int, after: str = "") -> Row:
    """The buttons to the pages before and after; prefix, after: what they carry before and behind the page."""
    before = [press(texts.PREVIOUS, prefix, f"{page - 1}{after}")] if page > 1 else []
    return [*before, *([press(texts.NEXT, prefix, f"{page + 1}{after}")] if page < pages else [])]


def press(text: str, *data: object) -> InlineKeyboardButton:
    """A button that carries some parts, as `data_of` gives them."""
    return InlineKeyboardButton(text, callback_data=":".join(map(str, data)))


def danger(text: str, *data: object) -> InlineKeyboardButton:
    """The same, for what is not to be pressed by chance."""
    return InlineKeyboardButton(text, callback_data=":".join(map(str, data)), style=KeyboardButtonStyle.DANGER)


def copy(text: str, what: str | None) -> Row:
    """A button that copies a text; none where there is none, or Telegram would not take it."""
    return [InlineKeyboardButton(text, copy_text=CopyTextButton(what))] if what and units(what) <= COPIED else []


def see_case(case_id: int, back: str = "") -> InlineKeyboardButton:
    """A button to a case as readers see it; back: as for `case`."""
    return press(texts.SEE_CASE.format(id=case_id), "c", case_id, 1, back)


def _open(text: str, bot: str, payload: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, url=create_deep_linked_url(bot, payload))


def rows(buttons: Sequence[InlineKeyboardButton], columns: int = PER_ROW) -> list[Row]:
    """Buttons, so many in a row."""
    return [list(buttons[at : at + columns]) for at in range(0, len(buttons), columns)]


def board(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows of buttons, empty ones left out; where no button is left the message has none."""
    return InlineKeyboardMarkup([list(row) for row in rows if row])

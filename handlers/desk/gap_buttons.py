"""The buttons of what was not answered, d:m…, and of synonyms, d:s…: what each carries is a page, the id of an answer, or that of synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from knowledge.desk import Gap, Synonyms

from ..keyboards import LONGEST, PER_ROW, Row
from ..markup import head
from . import gaps_texts as texts

MOST_WORDS = 6
"""Words of a gap that are offered."""


def gap_list(shown: Sequence[tuple[int, Gap]], page: int, pages: int, aside: int) -> InlineKeyboardMarkup | None:
    """Under a page of the list of gaps, each with its number there; aside: how many were put aside, 0 in the list of those."""
    opens = [_press(texts.OPEN.format(at=at), "mo", gap.id, page) for at, gap in shown]
    away = [_press(texts.SEE_ASIDE.format(count=aside), "mx", 1)] if aside else []
    return _board(*_rows(opens), _turn("mp", page, pages), away)


def aside_list(shown: Sequence[tuple[int, Gap]], page: int, pages: int) -> InlineKeyboardMarkup | None:
    """Under a page of the list of those put aside."""
    backs = [_press(texts.OPEN.format(at=at), "mo", gap.id, 1) for at, gap in shown]
    return _board(*_rows(backs), _turn("mx", page, pages), [_press(texts.TO_MISSES, "mp", 1)])


def gap(shown: Gap, page: int, is_aside: bool) -> InlineKeyboardMarkup | None:
    """Under a gap; page: of the list it was opened from."""
    away = _press(texts.TAKE_BACK, "mr", shown.id, page) if is_aside else _press(texts.PUT_ASIDE, "mz", shown.id, page)
    add = [_press(texts.ADD_SYNONYMS, "my", shown.id), _press(texts.ADD_CASE, "ma", shown.id)]
    return _board(add, [away, _press(texts.BACK, "mp", page)])


def moved(gap_id: str, page: int, is_aside: bool) -> InlineKeyboardMarkup | None:
    """After a gap was put aside or taken back."""
    undo = _press(texts.TAKE_BACK, "mr", gap_id, page) if is_aside else _press(texts.PUT_ASIDE, "mz", gap_id, page)
    return _board([undo, _press(texts.TO_MISSES, "mp", page)])


def words(offered: Iterable[str]) -> InlineKeyboardMarkup | None:
    """Words to be copied, each with the sign that follows it."""
    shown = [*offered][:MOST_WORDS]
    return _board(
        *_rows([InlineKeyboardButton(head(word, LONGEST), copy_text=CopyTextButton(f"{word} = ")) for word in shown])
    )


def proposed(synonyms_id: int) -> InlineKeyboardMarkup | None:
    """Under what synonyms would do."""
    return _board([_press(texts.SAVE, "sk", synonyms_id), _press(texts.NOT_NOW, "sn", synonyms_id)])


def told(shown: Synonyms) -> InlineKeyboardMarkup | None:
    """Under synonyms that were saved, or taken out, or dropped."""
    back, out = (texts.PUT_BACK, "sb"), (texts.REMOVE_THIS, "sr")
    other = [_press(*(back if shown.removed else out), shown.id)] if shown.saved else []
    return _board([*other, _press(texts.TO_SYNONYMS, "sl", 1), _press(texts.TO_MISSES, "mp", 1)])


def synonym_list(shown: Sequence[tuple[int, Synonyms]], page: int, pages: int) -> InlineKeyboardMarkup | None:
    """Under a page of the synonyms told in chat, each with its number there."""
    removes = [_press(texts.REMOVE.format(at=at), "sr", group.id) for at, group in shown]
    return _board(*_rows(removes), _turn("sl", page, pages))


def _turn(kind: str, page: int, pages: int) -> Row:
    before = [_press(texts.PREVIOUS, kind, page - 1)] if page > 1 else []
    return [*before, *([_press(texts.NEXT, kind, page + 1)] if page < pages else [])]


def _press(text: str, *data: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=":".join(["d", *map(str, data)]))


def _rows(buttons: Row) -> list[Row]:
    return [buttons[at : at + PER_ROW] for at in range(0, len(buttons), PER_ROW)]


def _board(*rows: Row) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(kept) if kept else None

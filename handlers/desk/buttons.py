"""The desk's buttons: what each carries, and the boards under what was not answered and under synonyms.

All begin with d: and a letter; then come ids, never Chinese text. K is c for a case and d for a draft, P a page.

d:k:BATCH        read no more of what was sent
d:l:P d:b:P      the drafts, those that were dropped
d:v:ID:P d:o:ID:P d:d:ID   a draft, what is doubtful about it, what it would change in the case that it replaces
d:p:ID d:f:ID:CASE  publish it, as a case of its own or as a further source of a case
d:x:ID d:z:ID    drop it, pick it up again
d:e:K:ID         what can be changed
d:ec:K:ID:F:P    its sources (F: s), sections (c) or missing sections (n) to choose one of
d:ea:K:ID:FIELD  ask for a field anew: t title, p place, y year, o topics, sR source, cR.N section, nR.N new section of report R
d:ex:K:ID:FIELD  a section away      d:et  no more pieces come      d:es:EDIT  save      d:en:EDIT  do not
d:hh:IDS d:hs:IDS d:hp:P   hide cases, show them, those that are hidden
d:y:ID:P d:yv:VERSION:P    a case's changes, one of them
d:yb:VERSION:P d:yr:VERSION:DIGEST   back to before it, asked and done
d:u:DEED         undo a deed
d:r:P d:ra:ID d:rx:ID d:rs:ID   the editors, P 0: how to add one; one more; one less, asked and done
d:g:P d:gv:DEED:P          what was done, one of it
d:mp:P d:mx:P    what was not answered, what of it was put aside
d:mo:GAP:P       one of it; d:my:GAP d:ma:GAP  mend it with synonyms, with a case; d:mz:GAP:P d:mr:GAP:P  put aside, taken back
d:sl:P           the synonyms told in chat
d:sk:ID d:sn:ID  save those that are proposed, or do not      d:sr:ID d:sb:ID  take out, put back
d:q:ANSWER:CASE  存为考题: the question of an answer, with the case that is right for it
d:ql:P d:qa      the saved questions; ask them again
d:qd:KEY d:qx:KEY:P  one of them away, from the message that says it is saved, from the list
d:i:l:w:P d:i:l:a:P  suggestions that wait; those accepted and not yet published
d:i:o:LEAD d:i:p:LEAD:P  one, with its file; another page of its text
d:i:a:LEAD d:i:g:LEAD    accept it; read it again
d:i:r:LEAD d:i:n:LEAD:REASON d:i:w:LEAD  refuse it: asked why, for a reason by its number, in words
d:w:a:WEEK:CASE d:w:s:WEEK:CASE d:w:x:WEEK d:w:r:WEEK  a week's edition: approve it, the next case, stop it, let it go out after all
d:w:t d:w:n:WEEK d:w:y:WEEK d:w:u:WEEK   the edition at hand to oneself, to all now (asked and done); what may not have arrived once more
d:n:DAYS         the numbers of the last so many days
d:bt             the template of a workbook
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardMarkup

from knowledge.desk import Gap, Synonyms

from ..keyboards import LONGEST, board, copy, press, rows, turn
from ..markup import head
from . import gaps_texts as texts

MOST_WORDS = 6
"""Words of a gap that are offered."""


def gap_list(shown: Sequence[tuple[int, Gap]], page: int, pages: int, aside: int) -> InlineKeyboardMarkup:
    """Under a page of the list of gaps, each with its number there; aside: how many were put aside, 0 in the list of those."""
    opens = [press(texts.OPEN.format(at=at), "d:mo", gap.id, page) for at, gap in shown]
    away = [press(texts.SEE_ASIDE.format(count=aside), "d:mx", 1)] if aside else []
    return board(*rows(opens), turn("d:mp", page, pages), away)


def aside_list(shown: Sequence[tuple[int, Gap]], page: int, pages: int) -> InlineKeyboardMarkup:
    """Under a page of the list of those put aside."""
    backs = [press(texts.OPEN.format(at=at), "d:mo", gap.id, 1) for at, gap in shown]
    return board(*rows(backs), turn("d:mx", page, pages), [press(texts.TO_MISSES, "d:mp", 1)])


def gap(shown: Gap, page: int, is_aside: bool) -> InlineKeyboardMarkup:
    """Under a gap; page: of the list it was opened from."""
    away = (
        press(texts.TAKE_BACK, "d:mr", shown.id, page) if is_aside else press(texts.PUT_ASIDE, "d:mz", shown.id, page)
    )
    add = [press(texts.ADD_SYNONYMS, "d:my", shown.id), press(texts.ADD_CASE, "d:ma", shown.id)]
    return board(add, [away, press(texts.BACK, "d:mp", page)])


def moved(gap_id: str, page: int, is_aside: bool) -> InlineKeyboardMarkup:
    """After a gap was put aside or taken back."""
    undo = press(texts.TAKE_BACK, "d:mr", gap_id, page) if is_aside else press(texts.PUT_ASIDE, "d:mz", gap_id, page)
    return board([undo, press(texts.TO_MISSES, "d:mp", page)])


def words(offered: Iterable[str]) -> InlineKeyboardMarkup:
    """Words to be copied, each with the sign that follows it."""
    shown = [*offered][:MOST_WORDS]
    return board(*rows([button for word in shown for button in copy(head(word, LONGEST), f"{word} = ")]))


def proposed(synonyms_id: int) -> InlineKeyboardMarkup:
    """Under what synonyms would do."""
    return board([press(texts.SAVE, "d:sk", synonyms_id), press(texts.NOT_NOW, "d:sn", synonyms_id)])


def told(shown: Synonyms) -> InlineKeyboardMarkup:
    """Under synonyms that were saved, or taken out, or dropped."""
    back, out = (texts.PUT_BACK, "d:sb"), (texts.REMOVE_THIS, "d:sr")
    other = [press(*(back if shown.removed else out), shown.id)] if shown.saved else []
    return board([*other, press(texts.TO_SYNONYMS, "d:sl", 1), press(texts.TO_MISSES, "d:mp", 1)])


def synonym_list(shown: Sequence[tuple[int, Synonyms]], page: int, pages: int) -> InlineKeyboardMarkup:
    """Under a page of the synonyms told in chat, each with its number there."""
    removes = [press(texts.REMOVE.format(at=at), "d:sr", group.id) for at, group in shown]
    return board(*rows(removes), turn("d:sl", page, pages))

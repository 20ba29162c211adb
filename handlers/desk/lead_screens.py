"""How the editors see what readers suggest: the list, one of them, and why it may be refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from knowledge import Lead, LeadState, Suggested

from .. import send
from ..keyboards import Row, board, press, rows, turn
from ..markup import Html, bold, head, joined, plain, quote, until
from ..send import Screen
from . import numbers_texts as texts

OPEN = (LeadState.WAITING, LeadState.ACCEPTED)
"""In which a suggestion may still be refused."""
LISTED = 6
NAME, SHORT, LINE = 20, 24, 60
"""UTF-16 units of a name, of what is suggested where it is named, and of a line of it."""
PAGE, FEW, FOUND = 3000, 4, 40
"""UTF-16 units of its text on a page; what Telegram may find in a name, and in that page."""


def title(suggested: Suggested) -> str:
    """What was suggested, in a few words."""
    told = file_name(suggested) if suggested.kind == "file" else " ".join(suggested.content.split())
    return _short(told, SHORT)


def file_name(suggested: Suggested) -> str:
    """The name of the file that was suggested."""
    return _short(suggested.file_name, LINE) or texts.UNNAMED


def listed(leads: Sequence[Lead], count: int, kind: str, at: tuple[int, int], zone: tzinfo) -> Screen:
    """A page of the suggestions that wait (kind w), or of those that were accepted (a); count: all of these. at: the page, and how many there are."""
    waiting = kind == "w"
    other = press(texts.TO_ACCEPTED, "d:i:l:a:1") if waiting else press(texts.TO_WAITING, "d:i:l:w:1")
    if not leads:
        return send.sentence(texts.NO_WAITING if waiting else texts.NO_ACCEPTED, board([other]))
    heading = (texts.WAITING_TITLE if waiting else texts.ACCEPTED_TITLE).format(count=count)
    lines = [_line(each, zone) for each in leads]
    see = [press(texts.SEE_LEAD.format(id=each.id), "d:i:o", each.id) for each in leads]
    return Screen(joined([bold(heading), *lines], "\n\n"), board(*rows(see), [*turn(f"d:i:l:{kind}", *at), other]))


def lead(shown: Lead, zone: tzinfo, page: int = 1, outcome: str = "") -> Screen:
    """A page of a suggestion with what may be done about it; outcome: what just became of it."""
    suggested = shown.suggested
    pages = _pages(suggested.note if suggested.kind == "file" else suggested.content)
    page = min(max(page, 1), len(pages))
    credit = texts.CREDIT.format(credit=shown.credit) if shown.credit else texts.NO_CREDIT
    said = texts.FROM.format(name=_short(shown.name, NAME), at=_at(shown, zone), credit=_short(credit, LINE))
    text = joined(
        [
            joined([bold(texts.LEAD_TITLE.format(id=shown.id, state=texts.STATES[shown.state.value])), said]),
            texts.FILE.format(name=file_name(suggested)) if suggested.kind == "file" else "",
            quote(pages[page - 1]),
            texts.LEAD_PAGE.format(page=page, pages=len(pages)) if len(pages) > 1 else "",
            joined([_became(shown), outcome]),
        ],
        "\n\n",
    )
    back = press(texts.TO_LIST, "d:i:l:a:1" if shown.state is LeadState.ACCEPTED else "d:i:l:w:1")
    return Screen(text, board(_acts(shown), [*turn(f"d:i:p:{shown.id}", page, len(pages)), back]))


def reasons(shown: Lead) -> Screen:
    """Why a suggestion may be refused."""
    known = [press(text, "d:i:n", shown.id, number) for number, text in enumerate(texts.REFUSE_BUTTONS)]
    own = [press(texts.WRITE_WHY, "d:i:w", shown.id), press(texts.BACK, "d:i:p", shown.id, 1)]
    asked = texts.WHY_REFUSE_AFTER_ALL if shown.state is LeadState.ACCEPTED else texts.WHY_REFUSE
    text = asked.format(id=shown.id, name=_short(shown.name, NAME))
    return send.sentence(text, board(known[:2], known[2:], own))


def _acts(shown: Lead) -> Row:
    if shown.state not in OPEN:
        return []
    accepted = shown.state is LeadState.ACCEPTED
    first = press(texts.READ_AGAIN, "d:i:g", shown.id) if accepted else press(texts.ACCEPT, "d:i:a", shown.id)
    return [first, press(texts.REFUSE, "d:i:r", shown.id)]


def _became(shown: Lead) -> Html:
    """Why a suggestion was refused, or which case it became."""
    if shown.state is LeadState.REFUSED:
        return plain(texts.REASON.format(reason=until(shown.reason, FEW)))
    published = shown.state is LeadState.PUBLISHED and shown.case_id
    return plain(texts.BECAME.format(id=shown.case_id)) if published else Html()


def _line(each: Lead, zone: tzinfo) -> Html:
    name = texts.LISTED.format(id=each.id, name=_short(each.name, NAME), at=_at(each, zone))
    told = each.suggested
    what = texts.FILE.format(name=file_name(told)) if told.kind == "file" else " ".join(told.content.split())
    return plain(name + "\n" + _short(what, LINE))


def _at(each: Lead, zone: tzinfo) -> str:
    """When a suggestion was sent."""
    return f"{datetime.fromisoformat(each.sent_at).astimezone(zone):%m-%d %H:%M}"


def _pages(text: str) -> list[str]:
    """A text as pages, each short enough for a message."""
    pages = []
    while text:
        pages.append(until(head(text, PAGE), FOUND))
        text = text[len(pages[-1]) :]
    return pages or [""]


def _short(text: str, most: int) -> str:
    """A text, or the beginning of it, in which Telegram finds little."""
    whole = " ".join(text.split())
    short = head(until(whole, FEW), most)
    return short if short == whole else short + "…"

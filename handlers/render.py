"""Values → the text of a chat message, within Telegram's limits whatever they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from knowledge import HEADINGS, Answer, Case, Excerpt, Hit, Paragraph, Source, lead

from . import menu, texts
from .markup import (
    ENTITIES,
    UNITS,
    Html,
    bold,
    findable,
    head,
    italic,
    joined,
    link,
    marked,
    plain,
    quote,
    short,
    units,
    until,
)
from .sources import cited, is_address, numbers
from .wording import opening

PER_PAGE = 3
"""Cases of an answer on one page."""
CITED = 3
"""Sources named under a case of an answer; they share the space of one line, so that there is room for what they tell."""
LISTED, NAMES = 9, 6
"""Cases of a list on one page, and names."""
EXCERPT_LENGTHS = ((700, 8), (400, 8), (200, 8), (100, 4), (10, 0))
"""UTF-16 units of an excerpt, and matched words in bold in it; the first that lets the whole answer fit is taken."""
CELL_LENGTHS = (160, 100, 60, 30, 4)
"""UTF-16 units of one case under one heading of a comparison."""
FEW, SOME = 4, 40
"""Entities that Telegram may find in a name or a line, and in a portion of a case's text."""
QUESTION, NAME, LINE = 60, 120, 300
"""UTF-16 units of a question said again, of a title or a name, and of a line of facts."""
BODY = UNITS - 1300
"""Of a page of a case: what its title, facts, topics, source and page number leave."""
PIECE = BODY - NAME - 2
"""Of a section's text on one page."""
COPIED = 256
"""Of what a button copies."""


def on_page(count: int, page: int, per_page: int) -> tuple[int, int, range]:
    """Of so many things: the nearest page there is to the one wanted, how many pages there are, and the positions on it."""
    pages = max(1, -(-count // per_page))
    page = min(max(page, 1), pages)
    return page, pages, range((page - 1) * per_page, min(page * per_page, count))


def answer(reply: Answer, answer_id: str, shown: range, districts: Collection[str]) -> Html:
    """An answer as a message; shown: which of its cases, by their position. districts: those the library has a case of."""
    return hits(_opening(reply, shown, districts), [reply.hits[at] for at in shown], _closing(reply, answer_id))


def hits(above: Html, found: Iterable[Hit], below: Html) -> Html:
    """Cases with their excerpts, between what is said above and below them; their excerpts are cut where it would be too long."""
    shown = list(found)
    for size in EXCERPT_LENGTHS:
        message = joined([above, *(_hit(hit.case, hit.excerpts, size) for hit in shown), below], "\n\n")
        if message.fits:
            break
    return message


def miss_in_group(reply: Answer, districts: Collection[str]) -> Html:
    """没有, for a group: what else there is, is told in private."""
    return joined(
        [_said_again(reply), *(_short(line, LINE) for line in opening(reply, districts)), texts.MISS_IN_GROUP]
    )


def case_pages(case: Case) -> list[Html]:
    """A case as one message or more, each with its title and source; of several, each stands above what it tells."""
    bodies = list(_bodies(case))
    source = italic("" if numbers(case) else _short(cited(case, case.source), LINE))
    return [
        joined(
            [
                joined([_title(case), _facts(case), _short(" ".join(case.topics), LINE)]),
                body,
                joined([source, texts.CASE_PAGE.format(page=page, pages=len(bodies)) if len(bodies) > 1 else ""]),
            ],
            "\n\n",
        )
        for page, body in enumerate(bodies, 1)
    ]


def case_list(title: str, cases: Sequence[Case]) -> Html:
    """A title and cases, two lines each."""
    return joined([bold(_short(title, NAME)), *(joined([_title(case), _facts(case)]) for case in cases)], "\n\n")


def counts(title: str, counted: Mapping[Any, int]) -> Html:
    """A title and names with how many cases each has, a line each."""
    lines = [texts.COUNTED.format(name=_short(str(name), NAME), count=count) for name, count in counted.items()]
    return joined([bold(title), joined(lines)], "\n\n")


def comparison(cases: Sequence[Case], hits: Sequence[Hit] = ()) -> Html:
    """Cases side by side: of each kind what was found in each, or else its first sentences; 报道未提及 where it tells nothing."""
    found = {(hit.case.id, excerpt.kind): excerpt.text for hit in hits for excerpt in hit.excerpts}
    title = bold(texts.COMPARE_TITLE.format(cases="、".join(f"#{case.id}" for case in cases)))
    titles = joined([title, *(joined([_title(case), _facts(case)]) for case in cases)])
    for longest in CELL_LENGTHS:
        rows = [
            joined([bold(kind), quote(joined(_cell(case, kind, longest, found) for case in cases))])
            for kind in HEADINGS
        ]
        message = joined([titles, *rows], "\n\n")
        if message.fits:
            break
    return message


def help_text(commands: Iterable[str]) -> Html:
    """How to use the bot: what it does, and its commands, a line each; those of the desk put together, and before the others."""
    lines = {
        name: texts.COMMAND_LINE.format(
            name=name, about=menu.MENU[name].partition(texts.EXAMPLE)[0], words=menu.SHOWN_WORDS[name]
        )
        for name in commands
    }
    shelves = []
    for shelf, names in menu.SHELVES.items():
        of_shelf = [lines.pop(name) for name in names if name in lines]
        shelves.append(joined([bold(shelf), *of_shelf]) if of_shelf else "")
    return joined([bold(texts.HELP_TITLE), texts.HELP, *shelves, joined(lines.values())], "\n\n")


def card(case: Case, excerpts: Sequence[Excerpt]) -> Html:
    """A case to be sent anywhere: title, facts, excerpts, source; without excerpts the first sentences of what was done."""
    for size in EXCERPT_LENGTHS:
        message = _hit(case, excerpts, size)
        if message.fits:
            break
    return message


def card_title(case: Case) -> str:
    """A case's number and title, for a list."""
    return _short(f"#{case.id} {case.title}", NAME)


def card_line(case: Case, excerpts: Sequence[Excerpt]) -> str:
    """A case's facts and what was found in it, or else its first sentences, in one plain line for a list."""
    told = excerpts[0].text if excerpts else "".join(each.text for each in _lead_of(case))
    return _short("　".join(filter(None, [_facts_text(case), told])), LINE)


def copied_source(case: Case) -> str | None:
    """A case's citations, or else its first, as Telegram's copy button takes them; None where that is longer, or nothing is known of the source."""
    sources = [str(source) for source in case.sources if source != Source()]
    fitting = (text for text in ("；".join(sources), *sources[:1]) if 0 < units(text) <= COPIED)
    return next(fitting, None)


def _opening(reply: Answer, shown: range, districts: Collection[str]) -> Html:
    lines = [_short(line, LINE) for line in opening(reply, districts, _found(reply, shown))]
    near = joined([texts.NEAR_CASES, *map(_title, reply.near)]) if reply.near else Html()
    look = texts.MISS_LOOK if reply.topics or reply.near else ""
    after: list[Html | str] = [] if reply.hits else [near, look + texts.MISS_TELL]
    return joined([_said_again(reply), *lines, *after])


def _said_again(reply: Answer) -> Html:
    return bold(_short(" ".join(reply.question.split()), QUESTION))


def _found(reply: Answer, shown: range) -> str:
    """How many cases there are and which of them these are; "" where these are all."""
    if len(shown) == len(reply.hits):
        return ""
    told = (texts.FOUND_MOST if reply.more else texts.FOUND_ALL) + (texts.SHOWN if len(shown) > 1 else texts.SHOWN_ONE)
    return told.format(count=len(reply.hits), first=shown.start + 1, last=shown.stop)


def _closing(reply: Answer, answer_id: str) -> Html:
    return italic(texts.ABOUT_ANSWER.format(id=answer_id)) if reply.hits else Html()


def _hit(case: Case, excerpts: Sequence[Excerpt], size: tuple[int, int]) -> Html:
    """A case with its excerpts, or without any the first sentences of what was done. size: as in EXCERPT_LENGTHS."""
    shown = excerpts or [Excerpt("", each.text, (), each.kind, each.source) for each in _lead_of(case)]
    known = numbers(case)
    told = [_excerpt(excerpt, known.get(excerpt.source, ""), *size) for excerpt in shown]
    return joined([_title(case), _facts(case), *told, _sources(case, [excerpt.source for excerpt in shown])])


def _excerpt(excerpt: Excerpt, number: str, longest: int, most: int) -> Html:
    """An excerpt with its heading, at most so many marks, and its source's number; one that is too long says that it is cut."""
    text = head(excerpt.text, longest)
    marks = [mark for mark in excerpt.marks if mark[1] <= len(text)]
    body = marked(text, marks, most) + ("" if text == excerpt.text else texts.CUT) + number
    return quote(bold(_short(excerpt.heading, NAME)) + "　" + body if excerpt.heading else body)


def _title(case: Case) -> Html:
    return bold(f"#{case.id} {_short(case.title, NAME)}")


def _facts(case: Case) -> Html:
    return plain(_facts_text(case))


def _facts_text(case: Case) -> str:
    year = texts.CASE_YEAR.format(year=case.year) if case.year else ""
    return _short(" · ".join(filter(None, (str(case.place), year))), LINE)


def _sources(case: Case, quoted: Sequence[Source]) -> Html:
    """A case's citations, a line each: those quoted before the others, no more than CITED; how many more there are."""
    first = sorted(case.sources, key=lambda source: source not in quoted)[:CITED]
    lines = [_source(case, source, len(first)) for source in case.sources if source in first]
    more = len(case.sources) - len(lines)
    return joined([*lines, italic(texts.UNCITED.format(count=more)) if more else ""])


def _source(case: Case, source: Source, among: int = 1) -> Html:
    """One of a case's citations, with its link; among: how many share a line's length."""
    line = italic(_short(cited(case, source), LINE // among, FEW // among))
    return line + "　" + link(texts.SOURCE_LINK, source.url) if is_address(source.url) else line


def _bodies(case: Case) -> Iterator[Html]:
    """A case's sections, as many on a page as fit; of several sources, each where its text begins and again where that goes on on another page."""
    page, above = Html(), None
    for source, heading, text in _pieces(case):
        block = joined([bold(_short(heading, NAME)), quote(text, folded=True)])
        line = _source(case, source) if source and numbers(case) else Html()
        whole = block if source == above else joined([line, block], "\n\n")
        if page and (page.units + 2 + whole.units > BODY or page.entities + whole.entities > ENTITIES - 6 * FEW):
            yield page
            page, whole = Html(), joined([line, block], "\n\n")
        page, above = joined([page, whole], "\n\n"), source
    yield page


def _pieces(case: Case) -> Iterator[tuple[Source | None, str, str]]:
    """(source, heading, text) of a case in reading order, each short enough for a page; captions and notes are of no one source."""
    parts = [(report.source, part.heading, part.paragraphs) for report in case.reports for part in report.sections]
    for source, heading, paragraphs in (
        *parts,
        (None, texts.CAPTIONS, case.captions),
        (None, texts.NOTES, case.notes),
    ):
        name, held = heading, ""
        for part in (part for paragraph in paragraphs for part in _portions(paragraph)):
            if held and (units(held) + 1 + units(part) > PIECE or findable(held) + findable(part) > SOME):
                yield source, name, held
                name, held = texts.CONTINUED.format(heading=heading) if heading else "", part
            else:
                held = f"{held}\n{part}" if held else part
        if held:
            yield source, name, held


def _portions(paragraph: str) -> Iterator[str]:
    """A paragraph, cut where it is longer than a page."""
    while paragraph:
        portion = until(head(paragraph, PIECE), SOME)
        yield portion
        paragraph = paragraph[len(portion) :]


def _cell(case: Case, kind: str, longest: int, found: Mapping[tuple[int, str], str]) -> str:
    first: dict[str, str] = {}
    for each in case.paragraphs():
        first.setdefault(each.kind, each.text)
    untold = texts.NOT_SORTED if "" in first else texts.NOT_TOLD
    told = found.get((case.id, kind)) or (lead(first[kind], longest) if kind in first else untold)
    return f"#{case.id}　{_cut(told, longest)}"


def _lead_of(case: Case) -> list[Paragraph]:
    """The first paragraph of what was done, or of the case where that is not told; none where a case has no text."""
    paragraphs = list(case.paragraphs())
    done = [each for each in paragraphs if each.kind == texts.WHAT_WAS_DONE]
    return [*done, *paragraphs][:1]


def _cut(text: str, most: int) -> str:
    return text if units(text) <= most else head(text, most) + texts.CUT


def _short(text: str, most: int, few: int = FEW) -> str:
    return short(text, most, few)

"""Every SQL statement of the library, by table family: schema, cases, cards, index, readers. The only home of sqlite_utils."""

from .cards import check_topics, take_up_cards
from .cases import (
    Filed,
    case_count,
    case_districts,
    case_ids,
    case_topics,
    case_years,
    file_cases,
    get_case,
    list_cases,
)
from .index import Index, reindex
from .library import Library, open_library
from .readers import (
    Asked,
    asked_by_id,
    asked_in,
    drop_favourite,
    editors,
    favourites,
    forget_reader,
    keep_asked,
    put_favourite,
    put_reply,
    put_step,
    put_vote,
    put_wish,
    rows_of_reader,
    take_step,
)
from .transaction import reading, writing

__all__ = [
    "Asked",
    "Filed",
    "Index",
    "Library",
    "asked_by_id",
    "asked_in",
    "case_count",
    "case_districts",
    "case_ids",
    "case_topics",
    "case_years",
    "check_topics",
    "drop_favourite",
    "editors",
    "favourites",
    "file_cases",
    "forget_reader",
    "get_case",
    "keep_asked",
    "list_cases",
    "open_library",
    "put_favourite",
    "put_reply",
    "put_step",
    "put_vote",
    "put_wish",
    "reading",
    "reindex",
    "rows_of_reader",
    "take_step",
    "take_up_cards",
    "writing",
]

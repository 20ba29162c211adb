"""Every SQL statement of the library, by table family: schema, cases, index. The only home of sqlite_utils."""

from .cards import check_topics, take_up_cards
from .cases import (
    Filed,
    case_count,
    case_districts,
    case_ids,
    case_topics,
    file_cases,
    get_case,
    list_cases,
)
from .index import Index, reindex
from .library import Library, open_library
from .transaction import reading, writing

__all__ = [
    "Filed",
    "Index",
    "Library",
    "case_count",
    "case_districts",
    "case_ids",
    "case_topics",
    "check_topics",
    "file_cases",
    "get_case",
    "list_cases",
    "open_library",
    "reading",
    "reindex",
    "take_up_cards",
    "writing",
]

"""Every SQL statement of the library, by table family: schema, cases, index. The only home of sqlite_utils."""

from .cases import (
    Filed,
    case_count,
    case_districts,
    case_ids,
    case_topics,
    check_topics,
    file_cases,
    get_case,
    list_cases,
    take_up_cards,
)
from .index import Index, reindex
from .library import Library, open_library
from .transaction import writing

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
    "reindex",
    "take_up_cards",
    "writing",
]

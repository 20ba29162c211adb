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
    is_hidden,
    list_cases,
    same_case,
)
from .checks import Check, checks
from .imports import Arrival, Intake, entries, is_reserved, state_of
from .index import Index, reindex
from .leads import Lead, LeadState, Suggested, keep_lead, lead_by_id, put_credit
from .library import Library, open_copy, open_library
from .missed import Missed, asked_lately, missed_among
from .numbers import reduce_questions
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
    put_reason,
    put_reply,
    put_step,
    put_vote,
    reasoned_in,
    rows_of_reader,
    take_step,
)
from .synonyms import put_synonyms, synonyms
from .transaction import reading, writing
from .twins import Twin, beside, file_drafts, twin_of
from .wishes import UNCERTAIN, put_wish

__all__ = [
    "UNCERTAIN",
    "Arrival",
    "Asked",
    "Check",
    "Filed",
    "Index",
    "Intake",
    "Lead",
    "LeadState",
    "Library",
    "Missed",
    "Suggested",
    "Twin",
    "asked_by_id",
    "asked_in",
    "asked_lately",
    "beside",
    "case_count",
    "case_districts",
    "case_ids",
    "case_topics",
    "case_years",
    "check_topics",
    "checks",
    "drop_favourite",
    "editors",
    "entries",
    "favourites",
    "file_cases",
    "file_drafts",
    "forget_reader",
    "get_case",
    "is_hidden",
    "is_reserved",
    "keep_asked",
    "keep_lead",
    "lead_by_id",
    "list_cases",
    "missed_among",
    "open_copy",
    "open_library",
    "put_credit",
    "put_favourite",
    "put_reason",
    "put_reply",
    "put_step",
    "put_synonyms",
    "put_vote",
    "put_wish",
    "reading",
    "reasoned_in",
    "reduce_questions",
    "reindex",
    "rows_of_reader",
    "same_case",
    "state_of",
    "synonyms",
    "take_step",
    "take_up_cards",
    "twin_of",
    "writing",
]

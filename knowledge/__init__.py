"""Cases in, answers out: plain Python and SQLite; no chat, no async."""

from .answer import Answer, Hit, answer, no_answer
from .beir import evaluate
from .card import read_card, write_card
from .case import (
    CardError,
    Case,
    ChapuError,
    LibraryError,
    NotFoundError,
    Place,
    QuestionError,
    Section,
    Source,
    case_from_dict,
)
from .excerpt import Excerpt
from .search import Tier
from .store import (
    Filed,
    Library,
    case_count,
    case_districts,
    check_topics,
    file_cases,
    get_case,
    list_cases,
    open_library,
    take_up_cards,
)

__all__ = [
    "Answer",
    "CardError",
    "Case",
    "ChapuError",
    "Excerpt",
    "Filed",
    "Hit",
    "Library",
    "LibraryError",
    "NotFoundError",
    "Place",
    "QuestionError",
    "Section",
    "Source",
    "Tier",
    "answer",
    "case_count",
    "case_districts",
    "case_from_dict",
    "check_topics",
    "evaluate",
    "file_cases",
    "get_case",
    "list_cases",
    "no_answer",
    "open_library",
    "read_card",
    "take_up_cards",
    "write_card",
]

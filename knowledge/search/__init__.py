"""From a question to the cases that answer it: understand, mend, propose and score passages, weigh cases, choose."""

from .choose import MOST_CASES, choose
from .evidence import Evidence, Tier, Way
from .question import Question, read_question
from .rank import Found, find, window_scores
from .wants import asks_for, fit

__all__ = [
    "MOST_CASES",
    "Evidence",
    "Found",
    "Question",
    "Tier",
    "Way",
    "asks_for",
    "choose",
    "find",
    "fit",
    "read_question",
    "window_scores",
]

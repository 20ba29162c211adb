"""From a question to the cases that answer it: understand, mend, propose and score passages, weigh cases, choose."""

from .choose import MOST_CASES, Choice, choose
from .evidence import Evidence, Score, Tier, Way, needed_words
from .question import Question, read_question
from .rank import Found, find, window_scores
from .wants import asks_for, fit

__all__ = [
    "MOST_CASES",
    "Choice",
    "Evidence",
    "Found",
    "Question",
    "Score",
    "Tier",
    "Way",
    "asks_for",
    "choose",
    "find",
    "fit",
    "needed_words",
    "read_question",
    "window_scores",
]

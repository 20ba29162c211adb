"""Why an answer is what it is: the question as it was understood, and each case's score by its parts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .search import Choice, Question, Score, Tier, needed_words


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question.

    weight: its rarity. passages: how many hold it. needed: whether an answer must hold it. expansions: words that were also looked for, which the library has.
    """

    text: str
    weight: float
    passages: int
    needed: bool
    expansions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case that was weighed. share: of what it must hold, how much it holds. held: (word, way, by which word of the case, cover) of each word it holds."""

    case_id: int
    tier: Tier
    share: float
    score: Score
    held: tuple[tuple[str, str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """What an answer rests on.

    shell: the words of the question that only ask. intent: what it wants to know, by name. corrected: it with its typos mended.
    places, absent: the places it names that the library has, and has not. cases: those of the answer, best first; where there is none, the nearest.
    refused: why there is none: "place", "point", "share" or "form", see `search.Choice`; "" where there is one.
    """

    shell: tuple[str, ...]
    intent: tuple[str, ...]
    terms: tuple[Term, ...]
    corrected: str | None
    places: tuple[str, ...]
    absent: tuple[str, ...]
    cases: tuple[Weighed, ...]
    refused: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape."""
        cases = [
            asdict(case) | {"tier": case.tier.value, "score": {"total": case.score.total} | asdict(case.score)}
            for case in self.cases
        ]
        return asdict(self) | {"cases": cases}


def explain(question: Question, choice: Choice) -> Why:
    """Put together why these cases are the answer, or the nearest to one."""
    needed = needed_words(question)
    wants = question.wants
    forms = (*(["清单"] if wants.listing else []), *filter(None, [wants.measure]), *wants.counted)
    return Why(
        shell=question.shell,
        intent=(*(aspect.name for aspect in wants.aspects), *forms),
        terms=tuple(
            Term(
                word.text,
                word.weight,
                question.frequencies.get(word.text, 0),
                word in needed,
                tuple(dict.fromkeys((*word.synonyms, *word.topics))),
            )
            for word in question.words
        ),
        corrected=question.corrected,
        places=tuple(question.places),
        absent=question.absent,
        cases=tuple(
            Weighed(
                case.case_id,
                case.tier,
                case.share,
                case.parts,
                tuple((one.word.text, one.way.name.lower(), one.by, one.cover) for one in case.held),
            )
            for case in choice.cases or choice.nearest
        ),
        refused=choice.refused,
    )

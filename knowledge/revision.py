"""A case with one part of it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from .case import HEADINGS, Case, FieldError, Report, Section, Source, implied_kinds

ALIKE = 0.6
"""From which likeness on a paragraph is the former one, mended."""


def with_paragraphs(case: Case, report: int, section: int, paragraphs: tuple[str, ...]) -> Case:
    """A case with other paragraphs in a section, or without it where there are none. Those that stay, or are only mended, tell what they told."""
    sections = [*case.reports[report].sections]
    before = sections[section]
    if paragraphs:
        sections[section] = Section(before.heading, paragraphs, _kinds(before, paragraphs))
    else:
        del sections[section]
    return _with_sections(case, report, sections)


def with_section(case: Case, report: int, heading: str, paragraphs: tuple[str, ...]) -> Case:
    """A case with one more section, which stands where its heading stands in HEADINGS."""
    sections = [*case.reports[report].sections]
    later = HEADINGS[HEADINGS.index(heading) + 1 :]
    at = next((at for at, section in enumerate(sections) if section.heading in later), len(sections))
    return _with_sections(case, report, [*sections[:at], Section(heading, paragraphs), *sections[at:]])


def missing_headings(case: Case, report: int) -> tuple[str, ...]:
    """The headings of HEADINGS that a report of a case has no section of."""
    there = {section.heading for section in case.reports[report].sections}
    return tuple(heading for heading in HEADINGS if heading not in there)


def with_source(case: Case, report: int, source: Source) -> Case:
    """A case with another source of one of its reports."""
    return _with_report(case, report, Report(source, case.reports[report].sections))


def _with_sections(case: Case, report: int, sections: Iterable[Section]) -> Case:
    changed = _with_report(case, report, Report(case.reports[report].source, tuple(sections)))
    if not any(changed.paragraphs()):
        raise FieldError("案例至少要留一段正文，这一节不能删；要让读者看不到，请发 /hide 下架。")
    return changed


def _with_report(case: Case, report: int, told: Report) -> Case:
    if report == 0:
        return replace(case, source=told.source, sections=told.sections)
    further = [*case.further]
    further[report - 1] = told
    return replace(case, further=tuple(further))


def _kinds(before: Section, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """What paragraphs tell that take the place of others: of those that are there still what they told, of new ones what the heading implies."""
    kinds = [*implied_kinds(before.heading, len(paragraphs))]
    for same, i1, i2, j1, j2 in SequenceMatcher(None, before.paragraphs, paragraphs, autojunk=False).get_opcodes():
        for i, j in zip(range(i1, i2), range(j1, j2), strict=False):
            if same == "equal" or _is_mended(before.paragraphs[i], paragraphs[j]):
                kinds[j] = before.kinds[i]
    return tuple(kinds)


def _is_mended(old: str, new: str) -> bool:
    return SequenceMatcher(None, old, new, autojunk=False).quick_ratio() >= ALIKE

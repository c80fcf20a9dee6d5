"""Advice that was asked for, with its answers, as everybody reads it."""

from collections.abc import Iterable

from kit.dates import long_date
from requests_app.models import AdviceReferral, Request
from requests_app.presenters.chapter import Chapter, Row, by_whom, given


def advice(request: Request) -> list[Chapter]:
    """One chapter a question of the request's loaded story."""
    return chapters_of(request.advice.all())


def chapters_of(asked: Iterable[AdviceReferral]) -> list[Chapter]:
    """One chapter a question, in the order in which they were asked."""
    return [_chapter(row, number) for number, row in enumerate(_in_order(asked), start=1)]


def _in_order(asked: Iterable[AdviceReferral]) -> list[AdviceReferral]:
    return sorted(asked, key=lambda row: row.pk)


def _chapter(row: AdviceReferral, number: int) -> Chapter:
    tag = ("Answered", "green") if row.recorded_at else ("Waiting for the answer", "yellow")
    return Chapter(
        f"advice-{number}", f"Advice asked for: {row.get_adviser_display().lower()}", rows_of(row), tag=tag
    )


def rows_of(row: AdviceReferral) -> list[Row]:
    """The question, and the answer where there is one."""
    return given(
        ("Question", row.question),
        ("Asked by", by_whom(row.asked_by, row.asked_at)),
        ("Answer", row.answer or "None yet. The clock goes on."),
        ("Given by", f"{row.answered_by_name}, {long_date(row.answered_on)}" if row.answered_on else ""),
        ("Recorded by", by_whom(row.recorded_by, row.recorded_at) if row.recorded_at else ""),
    )


def in_short(asked: Iterable[AdviceReferral]) -> list[Row]:
    """For reviewers and the guardian: whom, what, and what they said."""
    return [
        (
            row.get_adviser_display(),
            [row.question, f"Answer: {row.answer}" if row.answer else "No answer yet."]
            + ([f"{row.answered_by_name}, {long_date(row.answered_on)}"] if row.answered_on else []),
        )
        for row in _in_order(asked)
    ]

"""Whom a request is about, hidden from somebody who may not see it: also where others wrote it into a text.

Names, dates and numbers are hidden as the requester gave them; a name that somebody spelt otherwise stays.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from django.utils.safestring import SafeString, mark_safe

from requests_app.models import Subject

Shown = TypeVar("Shown")
HIDDEN = "[hidden]"
#: Parts of what is shown that are addresses and colours, or the names of those who acted.
LEFT = frozenset({"href", "id", "colour", "tag", "at", "who", "actor"})
SHORTEST_NAME, SHORTEST_LINE = 2, 5  # letters
#: Words before an officer's name that name nobody.
TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "the", "officer", "detective", "det", "inspector",
    "insp", "sergeant", "sgt", "constable", "pc", "dc", "ds", "di", "dci", "dcs", "superintendent", "supt",
    "chief", "ch", "commander", "cdr", "assistant", "deputy", "senior", "acting",
})  # fmt: skip
TAGS = re.compile(r"(<[^>]*>)")


class Mask:
    """What must not be read of some people. With nobody it hides nothing.

    names: of others, such as who asked, without their titles and ranks; numbers: as they are.
    """

    def __init__(
        self, subjects: Iterable[Subject], *, names: Iterable[str] = (), numbers: Iterable[str] = ()
    ) -> None:
        patterns = [pattern for subject in subjects for pattern in _patterns(subject)]
        patterns += [re.escape(word) for name in names for word in _names(name) if word.lower() not in TITLES]
        patterns += [re.escape(number) for number in numbers if number]
        # The longest first, so that an address is not hidden word by word.
        joined = "|".join(sorted(dict.fromkeys(patterns), key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if joined else None

    def text(self, text: str) -> str:
        """The text without them; safe HTML stays safe HTML."""
        if self._pattern is None:
            return text
        if not isinstance(text, SafeString):
            return self._pattern.sub(HIDDEN, text)
        parts = TAGS.split(text)
        parts[::2] = [self._pattern.sub(HIDDEN, part) for part in parts[::2]]
        return mark_safe("".join(parts))  # noqa: S308 (it was safe, and nothing but a plain word came in)

    def over(self, shown: Shown) -> Shown:
        """The same rows, chapters or lines, with every text in them masked."""
        return cast(Shown, self._over(shown))

    def _over(self, shown: Any) -> Any:
        if isinstance(shown, str):
            return self.text(shown)
        if isinstance(shown, Mapping):
            return {key: value if key in LEFT else self._over(value) for key, value in shown.items()}
        if isinstance(shown, list | tuple):
            return type(shown)(self._over(each) for each in shown)
        if is_dataclass(shown) and not isinstance(shown, type):
            names = [field.name for field in fields(shown) if field.name not in LEFT]
            return replace(shown, **{name: self._over(getattr(shown, name)) for name in names})
        return shown


def _patterns(subject: Subject) -> Iterable[str]:
    for name in _names(f"{subject.name} {subject.other_names}"):
        yield re.escape(name)
    if subject.nhs_number:
        yield r"[\s-]?".join(subject.nhs_number)
    if subject.date_of_birth:
        yield from _dates(subject.date_of_birth)
    for line in re.split(r"[\n,;]+", subject.address):
        words = line.split()
        if len("".join(words)) >= SHORTEST_LINE:
            yield r"\s+".join(map(re.escape, words))


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\W\d_]+", text) if len(name) >= SHORTEST_NAME]


def _dates(day: date) -> Iterable[str]:
    """3 November 1979, 03/11/79, 3.11.1979, 1979-11-03: as people write a day."""
    month = rf"(?:0?{day.month}|{day:%b}[a-z]*)"
    between = r"[\s./-]+(?:of\s+)?"
    yield rf"0?{day.day}(?:st|nd|rd|th)?{between}{month}{between}(?:{day.year}|{day:%y})"
    yield rf"{day:%B}\s+0?{day.day}(?:st|nd|rd|th)?,?\s+{day.year}"
    yield day.isoformat()

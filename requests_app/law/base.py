"""What every entry of the law files has: code, label, how sure we are; and for law, its days in force."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

from requests_app.law.vocabulary import Answer, Tag


def refers(*tables: str, **default: Any) -> Any:
    """A field of codes that must exist in one of `tables`."""
    return field(metadata={"refers": tables}, **default)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Anything with a code and a name for people."""

    table: ClassVar[str]
    needs_citation: ClassVar[bool] = False

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Source(Entry):
    """Where a verified statement was seen. `secondary`: a law firm, a newspaper, a blog."""

    table: ClassVar[str] = "source"

    address: str = ""
    secondary: bool = False


@dataclass(frozen=True, kw_only=True)
class Tagged(Entry):
    """An entry that says how sure we are, where we saw it, and what is disputed about it."""

    tag: Tag
    source: tuple[str, ...] = refers("source", default=())
    cite: str = ""
    note: str = ""
    contested: str = ""

    @property
    def check_with_dpo(self) -> bool:
        """True where the entry wasn't wholly verified, so that a page must say "check with your DPO"."""
        return self.tag in {Tag.MIXED, Tag.KNOWLEDGE, Tag.CONTESTED}

    @property
    def caution(self) -> str:
        """What a page must say wherever the entry is used; "" where it can be relied on as it stands."""
        words = ["Seek advice"] if self.seek_advice else []
        words += ["Check with your DPO"] if self.check_with_dpo else []
        return ". ".join(words)

    @property
    def seek_advice(self) -> bool:
        """True where law or guidance is disputed: both views are shown, and nothing is chosen beforehand."""
        return self.tag is Tag.CONTESTED or bool(self.contested)


@dataclass(frozen=True, kw_only=True)
class Dated(Tagged):
    """Law with days in force; both days are included. No day given: it was always, or still is, in force.

    Several editions of one code may stand in the files when their days don't overlap.
    """

    needs_citation: ClassVar[bool] = True

    in_force: Answer
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    in_force_note: str = ""

    def in_force_on(self, day: dt.date) -> Answer:
        """Whether this text was in force on `day`: yes, no, or unknown; never a guess."""
        if self.in_force is not Answer.YES:
            return self.in_force
        begun = self.in_force_from is None or self.in_force_from <= day
        lasting = self.in_force_to is None or day <= self.in_force_to
        return Answer.YES if begun and lasting else Answer.NO

    @property
    def seek_advice(self) -> bool:
        """As for any entry, and where it is not known whether the law is in force."""
        return super().seek_advice or self.in_force is Answer.UNKNOWN

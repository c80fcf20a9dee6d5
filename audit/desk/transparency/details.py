"""Legal basis, telling the patient, median days: of a whole period, and only where no group is small."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from audit.desk.transparency.counting import DISCLOSING, REFUSED, Ending
from audit.desk.transparency.suppressing import SMALLEST_SHOWN, is_hidden

OTHER, SEVERAL, NOT_RECORDED = "Other bases", "Several bases", "Not recorded"
TOLD, UNTOLD = "Told before or straight after", "Told later or not at all"
BEFORE_OR_AFTER = frozenset({"before", "after"})
DECIDED = DISCLOSING | {REFUSED}

Groups = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Details:
    """Each is empty, or None, where it can't be shown."""

    bases: Groups
    told: Groups
    median_days: float | None

    @property
    def share_told(self) -> int | None:
        """Of those whose details were approved for disclosure, the percentage of patients told, rounded."""
        groups = dict(self.told)
        total = sum(groups.values())
        return round(100 * groups[TOLD] / total) if total else None


NO_DETAILS = Details([], [], None)


def details_of(found: Sequence[Ending], *, approved_shown: bool, words: Callable[[str], str]) -> Details:
    """The details of a period. `approved_shown`: whether the report shows how many were approved.

    Each table splits that number, so that it can be shown only beside it.
    """
    approved = [each for each in found if each.outcome in DISCLOSING]
    days = [each.days for each in found if each.days is not None and each.outcome in DECIDED]
    shown = approved_shown and len(approved) >= SMALLEST_SHOWN
    return Details(
        bases=merged(_bases(approved, words)) if shown else [],
        told=_told(approved) if shown else [],
        median_days=float(median(days)) if len(days) >= SMALLEST_SHOWN else None,
    )


def merged(counts: Counter[str]) -> Groups:
    """Groups from the largest, the small ones together under OTHER, with the next larger if need be.

    Nothing where all would be together: that says no more than their number.
    """
    groups = sorted(counts.items(), key=lambda group: (-group[1], group[0]))
    small = [group for group in groups if is_hidden(group[1])]
    large = [group for group in groups if not is_hidden(group[1])]
    other = sum(number for _, number in small)
    # Two that make eight could only be four and four: whoever counted the names would know both.
    while small and (len(small) == 1 or other < SMALLEST_SHOWN or not large_enough(small)) and large:
        name, number = large.pop()
        small.append((name, number))
        other += number
    if small and not large:
        return []
    return [*large, *([(OTHER, other)] if small else [])]


def large_enough(together: Groups) -> bool:
    """Whether the numbers of those that stand together could be others."""
    if any(not is_hidden(number) for _, number in together):
        return True
    total = sum(number for _, number in together)
    return len(together) < total < len(together) * (SMALLEST_SHOWN - 1)


def _bases(approved: Iterable[Ending], words: Callable[[str], str]) -> Counter[str]:
    return Counter(
        SEVERAL if len(each.basis) > 1 else words(next(iter(each.basis), "")) or NOT_RECORDED
        for each in approved
    )


def _told(approved: Sequence[Ending]) -> Groups:
    told = sum(each.told in BEFORE_OR_AFTER for each in approved)
    groups = [(TOLD, told), (UNTOLD, len(approved) - told)]
    return [] if any(is_hidden(number) for _, number in groups) else groups

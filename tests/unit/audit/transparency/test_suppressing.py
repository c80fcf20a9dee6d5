"""An attacker with every published number and an exact solver can't find any hidden one."""

from collections.abc import Iterable, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.desk.transparency import solving
from audit.desk.transparency.solving import Sum, another_way
from audit.desk.transparency.suppressing import Keeper, is_hidden

Cell = tuple[str, str, str]
ALL = "+"


def totals_over(
    months: Iterable[str], kinds: Iterable[str], outcomes: Iterable[str]
) -> dict[Cell, list[Cell]]:
    """Every total of the months, and of all of them together, with the counts that it adds up."""
    months, kinds, outcomes = list(months), list(kinds), list(outcomes)
    period = f"{months[0]}.{months[-1]}"
    found = {}
    for m, k, o in product([period, *months], [ALL, *kinds], [ALL, *outcomes]):
        if (m in months) and k != ALL and o != ALL:
            continue
        found[m, k, o] = [
            leaf
            for leaf in product(months, kinds, outcomes)
            if m in (period, leaf[0]) and k in (ALL, leaf[1]) and o in (ALL, leaf[2])
        ]
    return found


def possible(
    counts: Mapping[Cell, int], totals: Mapping[Cell, list[Cell]], shown: Iterable[Cell]
) -> list[dict[Cell, int]]:
    """Every way to fill in the hidden counts with 1 to 4 that fits what is published; by trying all of them.

    Written apart from the code under test: linear sums over the hidden cells, narrowed and then tried out.
    """
    hidden = [leaf for leaf, count in counts.items() if is_hidden(count)]
    sums = [
        (
            [hidden.index(leaf) for leaf in totals[name] if leaf in hidden],
            sum(counts[leaf] for leaf in totals[name] if leaf in hidden),
        )
        for name in shown
    ]
    found: list[list[int]] = []

    def fill(values: list[int]) -> None:
        for places, total in sums:
            known = [values[place] for place in places if place < len(values)]
            left = len(places) - len(known)
            if not sum(known) + left <= total <= sum(known) + 4 * left:
                return
        if len(values) == len(hidden):
            found.append(values)
            return
        for value in (1, 2, 3, 4):
            fill([*values, value])

    fill([])
    return [dict(zip(hidden, values, strict=True)) for values in found]


def check(counts: dict[Cell, int], totals: dict[Cell, list[Cell]], shown: set[Cell]) -> None:
    """No hidden count and no hidden total has a single value left."""
    ways = possible(counts, totals, shown)
    truth = {leaf: count for leaf, count in counts.items() if is_hidden(count)}
    assert truth in ways
    for leaf in truth:
        assert len({way[leaf] for way in ways}) > 1, f"{leaf} can only be {truth[leaf]}"
    for name, leaves in totals.items():
        value = sum(counts[leaf] for leaf in leaves)
        if name in shown:
            assert not is_hidden(value), f"{name} is small and shown"
            continue
        values = {sum(way.get(leaf, counts[leaf]) for leaf in leaves) for way in ways}
        assert len(values) > 1, f"{name} can only be {value}"


SMALL = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 9])


@settings(max_examples=150, deadline=None)
@given(st.lists(SMALL, min_size=8, max_size=8), st.permutations(range(3)))
def test_no_hidden_number_follows_from_one_report(numbers: list[int], order: list[int]) -> None:
    months, kinds, outcomes = (["01", "02"], ["a", "b"], ["x", "y"])
    counts = dict(zip(product(months, kinds, outcomes), numbers, strict=True))
    totals = totals_over(months, kinds, outcomes)
    names = sorted(totals, key=lambda name: [name[place] for place in order])
    check(counts, totals, Keeper(counts, totals).show_all(names))


@settings(max_examples=60, deadline=None)
@given(st.lists(SMALL, min_size=9, max_size=9))
def test_no_hidden_number_follows_from_rows_and_columns(numbers: list[int]) -> None:
    kinds, outcomes = ["a", "b", "c"], ["x", "y", "z"]
    counts = dict(zip(product(["01"], kinds, outcomes), numbers, strict=True))
    totals = {
        name: leaves for name, leaves in totals_over(["01"], kinds, outcomes).items() if name[0] == "01"
    }
    check(counts, totals, Keeper(counts, totals).show_all(list(totals)))


@settings(max_examples=100, deadline=None)
@given(st.lists(SMALL, min_size=9, max_size=9))
def test_no_hidden_number_follows_from_successive_reports(numbers: list[int]) -> None:
    """First the first two months, then the third, then all three: each shows what it can."""
    months, kinds, outcomes = ["01", "02", "03"], ["a"], ["x", "y", "z"]
    counts = dict(zip(product(months, kinds, outcomes), numbers, strict=True))
    out: set[Cell] = set()
    everything: dict[Cell, list[Cell]] = {}
    for part in (months[:2], months[2:], months):
        totals = totals_over(part, kinds, outcomes)
        everything |= totals
        there = {
            leaf: count for leaf, count in counts.items() if any(leaf in each for each in everything.values())
        }
        keeper = Keeper(there, everything)
        keeper.pin(out)
        out |= keeper.show_all([name for name in totals if name not in out])
        check(there, everything, out)


def test_the_difference_of_two_reports_is_hidden_too() -> None:
    """A year's total beside that of its first eleven months would tell of the twelfth."""
    counts: dict[Cell, int] = {("01", "a", "x"): 9, ("02", "a", "x"): 3}
    totals = {("year", ALL, ALL): list(counts), ("01", ALL, ALL): [("01", "a", "x")]}
    keeper = Keeper(counts, totals)
    assert keeper.show_all(list(totals)) == {("01", ALL, ALL)}


def test_two_hidden_counts_share_a_total_unless_it_says_both() -> None:
    def shown(*numbers: int) -> bool:
        counts: dict[Cell, int] = {("01", "a", str(place)): number for place, number in enumerate(numbers)}
        return bool(Keeper(counts, {"all": list(counts)}).show_all(["all"]))

    assert shown(3, 2)
    assert shown(4, 3)
    assert not shown(4, 4)  # eight can only be four and four
    assert not shown(1, 1)
    assert not shown(3)
    assert not shown(3, 9)
    assert shown(0, 9)
    assert shown(1, 1, 9, 2)


def test_a_search_that_takes_too_long_hides_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[Cell, int] = {("01", "a", str(place)): 2 for place in range(3)}
    assert Keeper(counts, {"all": list(counts)}).show_all(["all"])
    monkeypatch.setattr(solving, "PATIENCE", 1)
    assert not Keeper(counts, {"all": list(counts)}).show_all(["all"])


def test_what_an_earlier_report_gave_away_is_not_made_worse() -> None:
    counts: dict[Cell, int] = {
        ("01", "a", "x"): 4,
        ("01", "a", "y"): 4,
        ("01", "b", "x"): 2,
        ("01", "b", "y"): 2,
    }
    totals = {"a": list(counts)[:2], "all": list(counts)}
    keeper = Keeper(counts, totals)
    keeper.pin(["a"])
    assert keeper.show_all(["all"]) == set()


@pytest.mark.parametrize(
    ("truth", "sums", "decided", "found"),
    [
        ([2, 2], [Sum(frozenset({0, 1}), 4)], {0: 3}, [3, 1]),
        ([1, 1], [Sum(frozenset({0, 1}), 2)], {0: 2}, None),
        ([2], [], {0: 4}, [4]),
        ([2] * 4, [Sum(frozenset(two), 4) for two in ((0, 1), (2, 3), (0, 2))], {0: 1}, [1, 3, 3, 1]),
    ],
    ids=["two", "none", "alone", "around"],
)  # fmt: skip
def test_another_way(
    truth: list[int], sums: list[Sum], decided: dict[int, int], found: list[int] | None
) -> None:
    assert another_way(truth, sums, decided) == found

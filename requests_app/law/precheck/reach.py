"""Which powers could apply at all to this kind of requester, claimed or not."""

from collections.abc import Iterator

from requests_app.law import rules
from requests_app.law.entries import Power
from requests_app.law.loader import catalogue
from requests_app.law.precheck.line import Line
from requests_app.law.precheck.question import Question
from requests_app.law.vocabulary import Answer, Effect, LineKind


def powers_of(question: Question) -> dict[str, list[Power]]:
    """The powers of this kind of requester on that day: that compel, that only permit, and that are open."""
    found: dict[str, list[Power]] = {"compel": [], "permit": [], "open": []}
    powers = catalogue().powers
    for power in (powers.on(code, question.made) for code in powers):
        if question.requester_kind not in power.kinds or power.effect is Effect.NONE:
            continue
        if power.binds_gp is Answer.NO:
            continue
        if rules.compels(power, question.made):
            found["compel"].append(power)
        elif power.effect is Effect.PERMIT and power.in_force_on(question.made) is Answer.YES:
            found["permit"].append(power)
        elif power.effect is Effect.COMPEL and _open(power, question):
            found["open"].append(power)
    return found


def _open(power: Power, question: Question) -> bool:
    """Whether it is not known to bind a practice, or not known to be in force."""
    return power.binds_gp is not Answer.YES or power.in_force_on(question.made) is not Answer.YES


def reach(question: Question) -> Iterator[Line]:
    """What could compel, what could only permit, and where we have no view; or that nothing is known."""
    found = powers_of(question)
    kind_of = catalogue().requester_kinds.get(question.requester_kind)
    own_data = kind_of is not None and kind_of.own_data
    if not any(found.values()) and not own_data:
        yield Line(
            kind=LineKind.STOP,
            rule="no-power-known",
            text="No power is known under which this kind of requester may ask a practice. Without a "
            "court’s order "
            "or the patient’s consent there is no basis.",
        )
    for name, kind, words in (
        ("compel", LineKind.WARN, "Could compel, each by its own paper only"),
        ("permit", LineKind.WARN, "Could permit, and compels nobody"),
        (
            "open",
            LineKind.NO_VIEW,
            "Whether it binds a practice, or is in force, is open: ask the data protection officer",
        ),
    ):
        if found[name]:
            yield Line(
                kind=kind,
                rule=f"could-{name}",
                text=f"{words}: {', '.join(f'{power.code} {power.label}' for power in found[name])}.",
                cite="; ".join(power.cite for power in found[name]),
                codes=tuple(power.code for power in found[name]),
                check_with_dpo=any(power.check_with_dpo for power in found[name]),
            )

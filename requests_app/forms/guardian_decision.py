"""The guardian's decision: approve item by item, or refuse everything."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kit.forms import CheckboxesField, DateField, Form, RadioField
from requests_app import policies
from requests_app.forms.answers import WordsField, farthest_day
from requests_app.forms.deciding import BOUNDS, TELLING, BoundedForm, end_of_expiry
from requests_app.law.entries import Outcome
from requests_app.law.loader import catalogue

Departures = Callable[[Mapping[str, Mapping[str, Any]]], list[str]]


class ApproveForm(BoundedForm):
    """Approve at least one item. `departures` names the items on which the answers depart from the advice.

    unsigned: items that lack the supervisor's countersignature, which the guardian may waive with a reason;
    court: where the location is protected, how the issuing court may be named, as the only recipient.
    """

    expires_on = DateField(
        label="The approval ends at the end of",
        hint="Not released by then, it comes back to you.",
        future=True,
        not_after=farthest_day,
        required_message="Enter the day on which the approval ends",
    )
    departs_because = WordsField(
        label="Why you depart from the advice",
        hint="Needed where you disclose what the reviewer would withhold, or the other way round, or what "
        "was proposed as withheld.",
        rows=3,
        required=False,
        mark_optional=False,
    )

    countersignature_waived = WordsField(
        label="Why you go without a supervisor’s countersignature",
        rows=2,
        max_length=1000,
        required=False,
        mark_optional=False,
    )

    def __init__(
        self,
        *args: Any,
        departures: Departures,
        unsigned: Sequence[str] = (),
        court: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if court is not None:
            self.to_the_court(court)
        self.departures, self.unsigned = departures, unsigned
        self.departing: list[str] = []
        order: tuple[str, ...] = ("departs_because", "reason")
        if unsigned:
            order = ("countersignature_waived", *order)
            self.fields["countersignature_waived"].help_text = (
                f"Needed to disclose {' or '.join(unsigned)}: nothing compels it, and no inspector or above "
                "signed "
                "the request. This is practice, not statute."
            )
        else:
            del self.fields["countersignature_waived"]
        self.fields |= {name: self.fields.pop(name) for name in order}
        self.groups = [
            *self.groups,
            ("To whom, how and until when", (*BOUNDS, "expires_on")),
            ("Telling the patient", TELLING),
            ("Your reasons", order),
        ]

    def to_the_court(self, names: Sequence[str]) -> None:
        """PR-05: the issuing court is the only recipient, by a route that carries the covering note."""
        self.fields["recipient"] = RadioField(
            label="Recipient",
            hint="The person’s location is protected: the court that issued the order, and nobody else.",
            choices=[(name, name) for name in names],
            required_message="Select the court",
        )
        self.fields["route"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *((route.value, route.label) for route in policies.COURT_ROUTES),
        ]
        self.fields["conditions"] = WordsField(
            label="Covering note on the risk, for the court",
            hint="Say that the person’s location is protected, and ask the court to decide who sees it. "
            "Do not write the address here.",
            rows=4,
            required_message="Enter the covering note on the risk",
        )

    def clean(self) -> dict[str, Any]:
        """A departure from the advice needs its reason, and so does an address without countersignature."""
        data = super().clean()
        lacking = [token for token in self.disclosed() if token in self.unsigned]
        name = "countersignature_waived"
        if lacking and not data.get(name) and name not in self.errors:
            tokens = ", ".join(lacking)
            self.add_error(name, f"Enter why {tokens} goes without a supervisor’s countersignature")
        self.departing = self.departures(self.decided())
        if self.departing and not data.get("departs_because") and "departs_because" not in self.errors:
            self.add_error(
                "departs_because", f"Enter why you depart from the advice on {', '.join(self.departing)}"
            )
        return data

    def approval(self) -> dict[str, Any]:
        """As the journey takes it, with the moment at which it ends."""
        ends = end_of_expiry(self.cleaned_data["expires_on"])
        return {
            **super().approval(),
            "departs_because": self.cleaned_data["departs_because"],
            "countersignature_waived": self.cleaned_data.get("countersignature_waived", ""),
            "expires_at": ends,
        }


class RefuseForm(Form):
    """Refuse everything: why, for the register; the reply neither confirms nor denies."""

    outcome = RadioField(
        label="Outcome for the register",
        hint="For the practice’s own register. No reply says whether the person is a patient.",
        choices=[],
        required_message="Select the outcome of the refusal",
    )
    factors = CheckboxesField(
        label="Factors that weighed",
        hint="Needed where the public interest does not outweigh confidence. No score is made of them.",
        choices=lambda: [(code, f"{code} {factor.label}") for code, factor in catalogue().factors.items()],
        required=False,
        mark_optional=False,
        small=True,
    )
    refusal_reason = WordsField(
        label="Why you refuse",
        hint="For the practice’s own record. The requester does not see it.",
        rows=4,
        required_message="Enter why you refuse",
    )
    refusal_departs = WordsField(
        label="Why you depart from the advice to disclose",
        rows=3,
        required_message="Enter why you depart from the advice to disclose",
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], advised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (entry.code, entry.label, entry.meaning) for entry in outcomes
        ]
        if not advised:
            del self.fields["refusal_departs"]

    def clean(self) -> dict[str, Any]:
        """That the public interest isn't met is said with the factors that weighed."""
        data = super().clean()
        if data.get("outcome") == "REFUSE_PI_NOT_MET" and not data.get("factors"):
            self.add_error("factors", "Select the factors that weighed")
        return data

    def refusal(self) -> dict[str, Any]:
        """As the journey takes it."""
        data = self.cleaned_data
        return {
            "outcome": data["outcome"],
            "factors": data["factors"],
            "reason": data["refusal_reason"],
            "departs_because": data.get("refusal_departs", ""),
        }

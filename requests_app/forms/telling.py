"""What every form about telling the patient shares: whom, how, what was said; or why not, until when."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from consent.models.asking import AskedBy
from consent.models.telling import Told, Whom
from consent.tellable import must_say_why
from kit.forms import DateField, Form, RadioField, SelectField
from requests_app.forms.answers import WordsField, farthest_day, offer

PUT_OFF_DAYS = (f"{Told.LATER.value}_on", f"{Told.NOT.value}_on")
TOLD_FIELDS = ("told_on", "means", "whom", "whom_because", "said")


def told_fields() -> dict[str, Any]:
    """When they were told, how, whom, and what was said."""
    return {
        "told_on": DateField(
            label="When were they told?", past=True, required_message="Enter the date on which they were told"
        ),
        "means": SelectField(
            label="How were they told?",
            choices=AskedBy.choices,
            required_message="Select how they were told",
        ),
        "whom": SelectField(
            label="Whom did you tell?",
            choices=Whom.choices,
            required_message="Select whom you told",
        ),
        "whom_because": whom_because_field(),
        "said": WordsField(
            label="What was said?",
            hint="Use details that the practice holds, never those in the request. "
            "Do not name the patient here.",
            rows=3,
            required_message="Enter what was said",
        ),
    }


def whom_because_field() -> WordsField:
    """Who they are and why they may be told, where that isn't plain (check_whom)."""
    return WordsField(
        label="If not the patient, or if the patient is a child: who, and why they may be told",
        hint="For a child: how you considered whether to tell the child, a parent or both. "
        "After a death: who they are, and why they may be told.",
        rows=2,
        max_length=1000,
        required=False,
        mark_optional=False,
    )


def put_off_fields(what: str) -> dict[str, Any]:
    """Why they are told later or not, and when somebody looks at that again. what: Told.LATER or NOT."""
    when = "told later" if what == Told.LATER else "not told"
    return {
        f"{what}_reason": WordsField(
            label=f"Why are they {when}?",
            hint="For example: it is unsafe, impracticable, or would defeat the purpose. "
            "Do not name the patient here.",
            rows=2,
            max_length=1000,
            required_message=f"Enter why the patient is {when}",
        ),
        f"{what}_on": DateField(
            label="When do you look at it again?",
            hint="For example 30 days from now. The Caldicott guardian is reminded.",
            future=True,
            not_after=farthest_day,
            required_message="Enter the date to look again at telling the patient",
        ),
    }


def nobody_fields() -> dict[str, Any]:
    """Why there is nobody to tell."""
    return {
        "nobody_reason": WordsField(
            label="Why is there nobody to tell?",
            hint="For example: it was refused without looking for the person in the patient list.",
            rows=2,
            max_length=1000,
            required_message="Enter why there is nobody to tell",
        )
    }


def put_off_names(what: str) -> list[str]:
    """The fields under "later" or "not"."""
    return [f"{what}_reason", f"{what}_on"]


def put_off_answer(data: dict[str, Any], what: str) -> dict[str, Any]:
    """The reason and the day, as the journey takes them."""
    return {"reason": data.get(f"{what}_reason") or "", "again_on": data.get(f"{what}_on")}


def told_answer(data: dict[str, Any]) -> dict[str, Any]:
    """The answers about whom was told what, as the journey takes them."""
    return {name: data.get(name) for name in TOLD_FIELDS}


def check_whom(form: Form, data: dict[str, Any], *, died: bool, child: bool) -> None:
    """Somebody else than the patient, a child, or somebody said to have died, needs words."""
    whom = data.get("whom")
    if not whom:
        return
    words = must_say_why(whom, died=died, child=child)
    if words and not data.get("whom_because") and "whom_because" not in form.errors:
        form.add_error("whom_because", words)


def check_days_ahead(form: Form, data: dict[str, Any], names: Iterable[str]) -> None:
    """Today is no day to look at something again: it is looked at today."""
    for name in names:
        if data.get(name) == timezone.localdate() and name not in form.errors:
            form.add_error(name, "Date to look again must be in the future")


class ToldForm(Form):
    """That the patient was told. `died`, `child`: whom it is about, as the requester says."""

    def __init__(self, *args: Any, died: bool = False, child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.died, self.child = died, child
        self.fields |= told_fields()

    def clean(self) -> dict[str, Any]:
        """Whom they told, and why they might."""
        data = super().clean()
        check_whom(self, data, died=self.died, child=self.child)
        return data


class TellingForm(ToldForm):
    """What happens about telling the patient: told, now, later, not, or nobody to tell."""

    what = RadioField(
        label="What happens about telling the patient?",
        hint="They are told unless that is unsafe, impracticable or would defeat the purpose.",
        reveals={
            Told.TOLD.value: list(TOLD_FIELDS),
            Told.LATER.value: put_off_names(Told.LATER),
            Told.NOT.value: put_off_names(Told.NOT),
            Told.NOBODY.value: "nobody_reason",
        },
        required_message="Select what happens about telling the patient",
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "what", choices)
        self.fields |= {**put_off_fields(Told.LATER), **put_off_fields(Told.NOT), **nobody_fields()}

    def clean(self) -> dict[str, Any]:
        """Later and not: from tomorrow on."""
        data = super().clean()
        check_days_ahead(self, data, PUT_OFF_DAYS)
        return data

    def answer(self) -> dict[str, Any]:
        """The cleaned answers as the journey takes them."""
        data = self.cleaned_data
        what = data["what"]
        if what == Told.TOLD:
            return {"what": what, **told_answer(data)}
        if what == Told.NOBODY:
            return {"what": what, "reason": data["nobody_reason"]}
        return {"what": what, **put_off_answer(data, what)}

"""What a program sent, put to the pages' own forms: one set of rules, whichever door it came through."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.forms import Form as DjangoForm

from practices.permissions import Access
from requests_app.api.problems import InvalidContents
from requests_app.forms import log_law, log_requester, log_restriction, log_subject
from requests_app.forms.log import FORMS
from requests_app.forms.log_part import PartForm
from requests_app.models import Request, Subject
from requests_app.models.request import SubjectKind

Sent = Mapping[str, Any]
Errors = list[dict[str, str]]
#: Fields of the forms that are called otherwise, or lie deeper, in what programs send.
DEEPER = {
    "requester": {"source": "organisation"},
    "urgency": {"immigration": "no_immigration_purpose"},
    "law": {
        **{name: "codes" for name, _, _ in log_law.GROUPS},
        **{name: f"instrument/{name}" for name in log_law.INSTRUMENT},
        "has_instrument": "instrument",
    },
}
DETAIL, WORDS = re.compile(r"detail_(\w+)"), re.compile(r"own_words_(\d+)")


class AnswersSent:
    """The answers of one request as the journey asks for them, part by part."""

    def __init__(self, sent: Sent, access: Access) -> None:
        self.sent, self.access = sent, access
        self.looked_over = False

    def __call__(self, part: str, request: Request) -> Mapping[str, Any]:
        """A part as its writer takes it. Raises InvalidContents; the first time, with all that is wrong."""
        if not self.looked_over:
            self.looked_over = True
            errors = [row for each in FORMS for row in self._answer(each, request)[1]]
            if errors:
                raise InvalidContents(errors)
        data, errors = self._answer(part, request)
        if errors:
            raise InvalidContents(errors)
        return data

    def _answer(self, part: str, request: Request) -> tuple[dict[str, Any], Errors]:
        given = self.sent[part]
        if part == "subject" and given["subject_kind"] != SubjectKind.NOBODY_NAMED:
            return self._people(given, request)
        form = self._form(part, TYPED.get(part, posted)(given), request)
        if given.get("organisation") and "organisation" not in form.fields:
            # The page doesn't ask for an entry where the register is empty.
            words = "Select the organisation: there is no such entry in your register"
            return {}, [{"pointer": "/requester/organisation", "detail": words}]
        if part == "law" and given["agreement"] and "agreement" not in form.fields:
            # The page doesn't ask for one where the register is empty.
            words = "Select the agreement: there is no such entry in the register"
            return {}, [{"pointer": "/law/agreement", "detail": words}]
        if form.is_valid():
            return form.cleaned_data["part_data"], []
        return {}, list(errors_of(part, form))

    def _form(self, part: str, data: Mapping[str, Any], request: Request) -> PartForm:
        form_class: type[PartForm] = FORMS[part]
        return form_class(data, case=request, access=self.access)

    def _people(self, given: Sent, request: Request) -> tuple[dict[str, Any], Errors]:
        """One person or several: each by the form of a person on the list."""
        people, errors = given.get("people", []), []
        one = given["subject_kind"] == SubjectKind.ONE
        if (len(people) != 1) if one else (len(people) < 2):
            words = "Give one person." if one else "Give at least two people."
            return {}, [{"pointer": "/subject/people", "detail": words}]
        found: list[dict[str, Any]] = []
        for number, person in enumerate(people):
            others = [Subject(**other) for other in found]
            form = log_subject.PersonForm(posted(person), others=others)
            if form.is_valid():
                found.append(form.cleaned_data["person"])
            else:
                errors += list(errors_of(f"subject/people/{number}", form))
        return {"subject_kind": given["subject_kind"], "subjects": found, "subject_description": ""}, errors


def posted(given: Sent) -> dict[str, Any]:
    """Values as a browser would send them from the page's form."""
    typed: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, bool):
            typed |= {name: "on"} if value else {}
        elif isinstance(value, date):
            typed |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": f"{value:%Y}"}
        elif isinstance(value, time):
            typed[name] = f"{value:%H:%M}"
        elif value is not None:
            typed[name] = value
    return typed


def _requester(given: Sent) -> dict[str, Any]:
    chosen = given["organisation"]
    source = log_requester.REGISTER if chosen else log_requester.TYPED
    return {**posted(given), "source": source, "organisation": str(chosen or "")}


def _subject(given: Sent) -> dict[str, Any]:
    return posted({name: value for name, value in given.items() if name != "people"})


def _items(given: Sent) -> dict[str, Any]:
    return {
        **posted({"codes": given.get("codes", []), "own_words_clinical": given["own_words_clinical"]}),
        **{f"detail_{code}": words for code, words in given.get("details", {}).items()},
        **{f"own_words_{number}": words for number, words in enumerate(given.get("own_words", []), start=1)},
    }


def _law(given: Sent) -> dict[str, Any]:
    flat = {name: value for name, value in given.items() if name not in ("codes", "instrument")}
    paper = given["instrument"]
    groups = {
        name: [code for code in given.get("codes", []) if code.startswith(beginnings)]
        for name, _, beginnings in log_law.GROUPS
    }
    return posted({**flat, **(paper or {}), **groups}) | {
        "has_instrument": log_law.YES if paper else log_law.NO
    }


def _urgency(given: Sent) -> dict[str, Any]:
    """The page asks whether there is an immigration purpose; a program says that there is none."""
    asked = {"immigration": "no" if given["no_immigration_purpose"] else "yes"}
    flat = {name: value for name, value in given.items() if name != "no_immigration_purpose"}
    return {**posted(flat), **asked}


def _restriction(given: Sent) -> dict[str, Any]:
    return {
        "restricted": log_restriction.NAMED if given["restricted"] else log_restriction.OPEN,
        "people": [str(key) for key in given.get("people", [])],
    }


#: Parts whose form asks otherwise than a program is asked.
TYPED: dict[str, Callable[[Sent], dict[str, Any]]] = {
    "requester": _requester,
    "subject": _subject,
    "items": _items,
    "law": _law,
    "urgency": _urgency,
    "restriction": _restriction,
}


def errors_of(part: str, form: DjangoForm) -> Errors:
    """A form's errors as pointers into what was sent."""
    return [
        {"pointer": _pointer(part, name), "detail": str(words)}
        for name, found in form.errors.items()
        for words in found
    ]


def _pointer(part: str, name: str) -> str:
    if name == "__all__":
        return f"/{part}"
    if part == "items" and (code := DETAIL.fullmatch(name)):
        return f"/items/details/{code[1]}"
    if part == "items" and (number := WORDS.fullmatch(name)):
        return f"/items/own_words/{int(number[1]) - 1}"
    return f"/{part}/{DEEPER.get(part, {}).get(name, name)}"

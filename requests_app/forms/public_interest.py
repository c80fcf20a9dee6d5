"""Public interest: the structured questions, the factors, and what is advised for each item. No score."""

from collections.abc import Mapping
from typing import Any

from kit.forms import CheckboxesField, Form, RadioField
from requests_app.forms.answers import WordsField
from requests_app.law.entries import Question
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import AnswerForm, Side
from requests_app.models import PublicInterestFinding, PublicInterestReview

MET, NOT_MET = "met", "not_met"
PER_ITEM = "Q4"
SEVERAL = "Q2"
NONE_OF_THESE = "None of these"
APART = "; "


class PublicInterestForm(Form):
    """Questions Q1 to Q12 of the catalogue; Q4 is each item's reason.

    items: token → name of what the law only permits; finishing: what the conclusion needs must be there.
    Cleaned data is as the journey takes it: answers, factors, conclusion, reason, findings.
    """

    factors_for = CheckboxesField(
        label="Factors for disclosure",
        choices=lambda: _factors(Side.FOR),
        required=False,
        mark_optional=False,
    )
    factors_against = CheckboxesField(
        label="Factors against disclosure",
        choices=lambda: _factors(Side.AGAINST),
        required=False,
        mark_optional=False,
    )
    reason = WordsField(
        label="How do these factors weigh against each other?",
        question=True,
        hint="In words. Nothing is counted: one factor may outweigh all the others.",
        required=False,
        mark_optional=False,
        rows=6,
    )
    conclusion = RadioField(
        label="Does the public interest outweigh confidence?",
        choices=[
            (MET, "Yes, for at least one item", "Needs an answer to every question."),
            (NOT_MET, "No", "Needs Q1, Q2 and the factors."),
        ],
        required=False,
        mark_optional=False,
    )

    def __init__(self, *args: Any, items: Mapping[str, str], finishing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items_weighed, self.finishing = items, finishing
        for question in catalogue().questions.values():
            if question.form is not AnswerForm.TEXT_PER_ITEM:
                self._add_question(question)
        for token, name in items.items():
            self._add_item(token, name)

    def _add_question(self, question: Question) -> None:
        label = f"{question.code}. {question.question}"
        about: dict[str, Any] = {"required": False, "mark_optional": False}
        if question.form is AnswerForm.TEXT:
            self.fields[question.code] = WordsField(
                label=label, hint=question.note, rows=4, question=True, **about
            )
            return
        kind = CheckboxesField if question.code == SEVERAL else RadioField
        choices = [(choice, choice) for choice in question.choices]
        self.fields[f"{question.code}_choice"] = kind(
            label=label, hint=question.note, choices=choices, **about
        )
        self.fields[question.code] = WordsField(label=f"{question.code}: in words", hint="", rows=3, **about)

    def _add_item(self, token: str, name: str) -> None:
        about: dict[str, Any] = {"required": False, "mark_optional": False}
        self.fields[f"{token}_reason"] = WordsField(
            label=f"Q4. How would {name} change the outcome?", rows=3, question=True, **about
        )
        self.fields[f"{token}_advice"] = RadioField(
            label=f"What do you advise for {name}?",
            choices=PublicInterestFinding._meta.get_field("advice").choices,
            **about,
        )

    @property
    def question_names(self) -> list[str]:
        """The fields of Q1 to Q12 without Q4, in their order."""
        first = {name.split("_")[0] for name in self.fields} & set(catalogue().questions)
        return [name for name in self.fields if name.split("_")[0] in first]

    @property
    def item_names(self) -> list[tuple[str, list[str]]]:
        """Each item's name with its fields."""
        return [(name, [f"{token}_reason", f"{token}_advice"]) for token, name in self.items_weighed.items()]

    def clean(self) -> dict[str, Any]:
        """Answers by question as texts, and what the conclusion asks for when the review is finished."""
        super().clean()
        data = self.cleaned_data
        answers = self._answers(data)
        findings = self._findings(data)
        factors = [*data.get("factors_for", []), *data.get("factors_against", [])]
        conclusion = data.get("conclusion", "")
        self._check_conclusion(conclusion, findings)
        if self.finishing:
            self._check_complete(conclusion, answers, factors, data)
        return {
            "answers": answers,
            "factors": factors,
            "conclusion": conclusion,
            "reason": data.get("reason", ""),
            "findings": findings,
        }

    def _answers(self, data: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for code, question in catalogue().questions.items():
            if question.form is AnswerForm.TEXT_PER_ITEM:
                lines = [
                    f"{token}: {data[f'{token}_reason']}"
                    for token in self.items_weighed
                    if data.get(f"{token}_reason")
                ]
                found[code] = "\n".join(lines)
                continue
            chosen = data.get(f"{code}_choice") or []
            chosen = [chosen] if isinstance(chosen, str) else chosen
            if NONE_OF_THESE in chosen and len(chosen) > 1:
                self.add_error(f"{code}_choice", f"Select “{NONE_OF_THESE}” alone, or leave it out")
            found[code] = "\n".join(filter(None, [APART.join(chosen), data.get(code, "")]))
        return {code: text for code, text in found.items() if text}

    def _findings(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        found = {}
        for token, name in self.items_weighed.items():
            advice, reason = data.get(f"{token}_advice"), data.get(f"{token}_reason", "")
            if advice:
                found[token] = {"advice": advice, "reason": reason}
            elif reason or self.finishing:
                self.add_error(f"{token}_advice", f"Select what you advise for {name}")
        return found

    def _check_conclusion(self, conclusion: str, findings: Mapping[str, Mapping[str, str]]) -> None:
        """The advice on the items and the conclusion say the same."""
        disclose = [token for token, finding in findings.items() if finding["advice"] == "disclose"]
        if conclusion == NOT_MET and disclose:
            self.add_error(
                "conclusion",
                f"You advise to disclose {', '.join(disclose)}: change that advice or this answer",
            )
        if conclusion == MET and findings.keys() == self.items_weighed.keys() and not disclose:
            self.add_error("conclusion", "You advise to withhold every item: change an advice or this answer")

    def _check_complete(
        self, conclusion: str, answers: Mapping[str, str], factors: list[str], data: Mapping[str, Any]
    ) -> None:
        if not conclusion and "conclusion" not in self.errors:
            self.add_error("conclusion", "Select whether the public interest outweighs confidence")
        for code, question in catalogue().questions.items():
            needed = question.needed_when_not_met or (conclusion == MET and question.needed_when_met)
            if needed and question.form is not AnswerForm.TEXT_PER_ITEM and code not in self.errors:
                choice = f"{code}_choice"
                if choice in self.fields and not data.get(choice) and choice not in self.errors:
                    self.add_error(choice, f"Select an answer to {code}")
                elif not data.get(code):
                    self.add_error(code, f"Answer {code} in words")
        if conclusion == MET:
            for token, name in self.items_weighed.items():
                if not data.get(f"{token}_reason") and f"{token}_reason" not in self.errors:
                    self.add_error(f"{token}_reason", f"Enter how {name} would change the outcome")
        if not factors:
            self.add_error("factors_against", "Select the factors that weighed, for or against")
        if not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter in words how the factors weigh")


def _factors(side: Side) -> list[tuple[str, str, str]]:
    return [
        (factor.code, f"{factor.code} {factor.label}", factor.note)
        for factor in catalogue().factors.values()
        if factor.side is side
    ]


def initial_of(review: PublicInterestReview | None) -> dict[str, Any]:
    """What the form starts with: the review as it was saved."""
    if review is None:
        return {}
    known = catalogue()
    sides = {code: factor.side for code, factor in known.factors.items()}
    found: dict[str, Any] = {
        "reason": review.reason,
        "conclusion": review.conclusion,
        "factors_for": [code for code in review.factors if sides[code] is Side.FOR],
        "factors_against": [code for code in review.factors if sides[code] is Side.AGAINST],
    }
    for code, text in review.answers.items():
        found |= _split(known.questions[code], text)
    for row in review.findings.all():
        found |= {f"{row.item.token}_advice": row.advice, f"{row.item.token}_reason": row.reason}
    return found


def _split(question: Question, text: str) -> dict[str, Any]:
    """A stored answer as choice and words: its first line holds the choices where it has any."""
    first, _, rest = text.partition("\n")
    chosen = first.split(APART)
    if not question.choices or not set(chosen) <= set(question.choices):
        return {question.code: text}
    value = chosen if question.code == SEVERAL else chosen[0]
    return {f"{question.code}_choice": value, question.code: rest}

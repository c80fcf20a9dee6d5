"""Legal basis: consent, health, advice, and the three gates item by item or for all items at once."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from consent.covers import ASKED
from kit.forms import BooleanField, Form, RadioField, SelectField
from requests_app.forms.answers import WordsField, YesNoField, code_choices
from requests_app.forms.legal_findings import FINDING, Finding
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, LegalBasisReview, SharingAgreement

ALL = "all"
SAME, OWN = "same", "own"
REVIEW = (
    "consent_sought",
    "consent_reason",
    "reveals_health",
    "reveals_health_reason",
    "dpo_advice",
    "reason",
)
NARROWED = "narrowed_by_agreement"


class LegalBasisForm(Form):
    """The review's own questions, then the gates.

    items: token → name; powers: choices; dated: the instrument's date, None where none came; finishing:
    everything must be answered; agreement: the one that the request cites, where it covers the practice and
    so may narrow; consents: those recorded and not withdrawn, as choices; asked: what came of asking for
    consent, as the register tells it. Cleaned data has `findings`, by token, as the journey takes them.
    """

    consent_sought = RadioField(
        label="Was the patient’s consent sought?",
        choices=lambda: LegalBasisReview._meta.get_field("consent_sought").choices,
        required=False,
        mark_optional=False,
    )
    consent_reason = WordsField(
        label="Consent: why not, or what was said?", required=False, mark_optional=False, rows=3
    )
    reveals_health = YesNoField(
        label="Does what we would release, or that we release it, reveal health or registration?",
        hint="Say yes for an NHS number, whether or when somebody registered, and specialist services. "
        "For an address or a phone number alone it is your judgement, with a reason.",
        required=False,
        mark_optional=False,
        inline=True,
    )
    reveals_health_reason = WordsField(
        label="Why does it, or does it not?", required=False, mark_optional=False, rows=3
    )
    dpo_advice = WordsField(
        label="The data protection officer’s advice",
        hint="Needed for public task and legitimate interests: whether a practice may use them is contested.",
        required=False,
        rows=3,
        question=True,
    )
    reason = WordsField(
        label="Your reasons for the review as a whole",
        required=False,
        mark_optional=False,
        rows=4,
        question=True,
    )

    def __init__(
        self,
        *args: Any,
        items: Mapping[str, str],
        powers: Sequence[tuple[str, str]],
        dated: dt.date | None,
        finishing: bool,
        agreement: SharingAgreement | None = None,
        consents: Sequence[tuple[str, str]] = (),
        asked: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents = consents
        # Which consent an item rests on is asked where there is one to choose.
        self.parts = tuple(part for part in FINDING if consents or part != "consent")
        self._offer_sought(asked)
        self.items_asked, self.dated, self.finishing = items, dated, finishing
        self.agreement = agreement
        if agreement is not None:
            self.fields[NARROWED] = BooleanField(
                label=f"We keep to the items of “{agreement.name}”",
                legend="The agreement that they cite",
                help_text="It covers this practice, and it may only narrow what a power allows: "
                "items that it does not cover have no basis then.",
                required=False,
            )
        self.powers = powers
        self.many = len(items) > 1
        if self.many:
            self._add_finding(ALL, "all items")
        for token, name in items.items():
            if self.many:
                self._add_answer(token, name)
            self._add_finding(token, name)
        # Last on the page, so last in the summary of errors.
        self.fields["reason"] = self.fields.pop("reason")

    def _offer_sought(self, asked: str) -> None:
        """What came of asking is what the register holds; beside it, why nobody was asked."""
        known = dict(LegalBasisReview.ASKED)
        every = dict(LegalBasisReview._meta.get_field("consent_sought").choices or ())
        # Beside a yes or a no nobody need rest on it; while an answer is hoped for, that is the answer.
        beside = every if not asked else () if asked == ASKED else (LegalBasisReview.NOT_NEEDED,)
        field: Any = self.fields["consent_sought"]
        field.choices = [
            choice
            for choice in LegalBasisReview._meta.get_field("consent_sought").choices or ()
            if choice[0] == asked or (choice[0] not in known and choice[0] in beside)
        ]
        field.help_text = (
            "As the register holds it."
            if asked
            else "That it was given, refused or not answered is recorded on the pages about consent first."
        )

    def _add_answer(self, token: str, name: str) -> None:
        self.fields[f"{token}_answer"] = RadioField(
            label=name,
            choices=[(SAME, "As answered for all items"), (OWN, "An answer of its own")],
            reveals={OWN: [f"{token}_{part}" for part in self.parts]},
            initial=SAME,
            required=False,
            mark_optional=False,
        )

    def _add_finding(self, prefix: str, name: str) -> None:
        known = catalogue()
        gates = {
            "confidentiality": (
                "Gate A: what justifies going past confidence",
                [entry for entry in known.confidentiality.values() if entry.open_to_practice],
            ),
            "article6": ("Gate B: lawful basis, Art 6", known.article6.values()),
            "article9": ("Gate C: condition of Art 9 or 10", known.article9.values()),
        }
        about: dict[str, Any] = {"required": False, "mark_optional": False}
        # Labels that repeat say which item they are of, for those who hear them alone.
        of = f" ({prefix})" if self.many and prefix != ALL else ""
        self.fields[f"{prefix}_effect"] = RadioField(
            label=f"What does the law say of {name}?",
            choices=LegalBasisFinding._meta.get_field("effect").choices,
            **about,
        )
        if self.consents:
            self.fields[f"{prefix}_consent"] = SelectField(
                label=f"Consent that it rests on{of}",
                hint="Only where the patient consented.",
                choices=[("", "None"), *self.consents],
                **about,
            )
        self.fields[f"{prefix}_power"] = SelectField(
            label=f"Power that we rely on{of}",
            hint="Only powers. An exemption is never one. May stay empty, unless the law compels.",
            choices=self.powers,
            empty_label="No power",
            **about,
        )
        for part, (label, entries) in gates.items():
            self.fields[f"{prefix}_{part}"] = SelectField(
                label=f"{label}{of}", choices=code_choices(entries), **about
            )
        self.fields[f"{prefix}_reason"] = WordsField(label=f"Why, for {name}?", rows=3, **about)

    @property
    def review_names(self) -> list[str]:
        """The fields of the review as a whole, but for its reasons, which come last."""
        narrowed = [NARROWED] if NARROWED in self.fields else []
        return [*(name for name in REVIEW if name != "reason"), *narrowed]

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        """The finding's fields for all items (or for the only one), then the items' own radios."""
        if not self.many:
            token, name = next(iter(self.items_asked.items()))
            return [(name, [f"{token}_{part}" for part in self.parts])]
        return [
            ("The answer for all items", [f"{ALL}_{part}" for part in self.parts]),
            ("Items", [f"{token}_answer" for token in self.items_asked]),
        ]

    def clean(self) -> dict[str, Any]:
        """The review's own answers and `findings` by token; errors at the fields that they concern."""
        super().clean()
        data = self.cleaned_data
        read: dict[str, dict[str, str] | None] = {}
        findings = {}
        for token, name in self.items_asked.items():
            own = not self.many or data.get(f"{token}_answer") == OWN
            prefix, about = (token, name) if own else (ALL, "all items")
            if prefix not in read:
                read[prefix] = Finding(self, prefix, about, data).cleaned()
            if (finding := read[prefix]) is not None:
                findings[token] = finding
        if self.finishing:
            self._check_complete(data)
        self._check_health(data, findings)
        self._check_narrowed(data, findings)
        given = {name: data.get(name) for name in REVIEW}
        return given | {NARROWED: bool(data.get(NARROWED)), "findings": findings}

    def _check_complete(self, data: Mapping[str, Any]) -> None:
        if not data.get("consent_sought"):
            self.add_error("consent_sought", "Select whether the patient’s consent was sought")
        if data.get("consent_sought") in LegalBasisReview.WITH_REASON and not data.get("consent_reason"):
            self.add_error("consent_reason", "Enter why, or what the patient said")
        if data.get("reveals_health") is None:
            self.add_error("reveals_health", "Select whether it reveals health or registration")
        if not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter your reasons for the review as a whole")

    def _check_health(self, data: Mapping[str, Any], findings: Mapping[str, Mapping[str, str]]) -> None:
        if data.get("reveals_health") is False and not data.get("reveals_health_reason"):
            self.add_error("reveals_health_reason", "Enter why it reveals neither health nor registration")
        leaving = [f for f in findings.values() if f["effect"] != LegalBasisFinding.NO_BASIS]
        if data.get("reveals_health") and leaving and all(f["article9"] == "A9-none" for f in leaving):
            self.add_error(
                "reveals_health",
                "You say that it reveals health or registration: choose a condition at gate C for at least "
                "one item, or change this answer",
            )

    def _check_narrowed(self, data: Mapping[str, Any], findings: Mapping[str, Mapping[str, str]]) -> None:
        if self.agreement is None or not data.get(NARROWED):
            return
        beyond = [
            token
            for token, finding in findings.items()
            if token not in self.agreement.items and finding["effect"] != LegalBasisFinding.NO_BASIS
        ]
        if beyond:
            self.add_error(
                NARROWED,
                f"The agreement does not cover {', '.join(beyond)}: choose “No basis” there, or untick this",
            )


def initial_of(review: LegalBasisReview | None, tokens: Sequence[str]) -> dict[str, Any]:
    """What the form starts with: the review as it was saved.

    An answer that several items share stands once, for all; an item that was not answered yet keeps an
    empty answer of its own, so that nobody answers it by saving again.
    """
    if review is None:
        return {}
    found = {name: getattr(review, name) for name in (*REVIEW, NARROWED)}
    findings = {row.item.token: tuple(_part(row, part) for part in FINDING) for row in review.findings.all()}
    shared, times = Counter(findings.values()).most_common(1)[0] if findings else ((), 0)
    if times > 1:
        found |= _under(ALL, shared)
    for token in tokens:
        same = times > 1 and findings.get(token) == shared
        found[f"{token}_answer"] = SAME if same or not findings else OWN
        if token in findings and not same:
            found |= _under(token, findings[token])
    return found


def _part(row: LegalBasisFinding, part: str) -> str:
    if part == "consent":
        return str(row.consent.key) if row.consent is not None else ""
    return str(getattr(row, part))


def _under(prefix: str, finding: Sequence[str]) -> dict[str, str]:
    return {f"{prefix}_{part}": value for part, value in zip(FINDING, finding, strict=True)}

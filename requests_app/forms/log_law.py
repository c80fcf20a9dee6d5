"""The law and any agreement that the requester claims, and the order or notice that came with it."""

from collections.abc import Sequence
from typing import Any

from django.forms.boundfield import BoundField

from kit.forms import (
    BooleanField,
    CharField,
    CheckboxesField,
    DateField,
    RadioField,
    SelectField,
    TextArea,
    TimeField,
)
from requests_app.forms.answers import farthest_day
from requests_app.forms.log_part import PartForm
from requests_app.law.loader import catalogue
from requests_app.models import Instrument, Request, SharingAgreement
from requests_app.selectors import agreements as select

NONE = "LAW-NONE"
AGREEMENT, OTHER_LAW = "AG-OTHER", "LAW-OTHER"
YES, NO = "yes", "no"
INSTRUMENT = ("kind", "issued_by", "serial", "dated", "served_on", "names_practice")

#: Field, heading, and the beginnings of the codes in it: how somebody with a letter in hand looks for a law.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("claims_police", "Police and other crime", ("PO-",)),
    ("claims_immigration", "Immigration", ("IM-",)),
    ("claims_tax", "Tax, benefits and fraud", ("HM-", "DW-", "CF-", "CA-")),
    ("claims_safeguarding", "Safeguarding, councils and deaths", ("SG-", "LA-", "CO-")),
    ("claims_courts", "Courts, regulators and others", ("CT-", "RG-", "DV-", "SO-", "EM-", "CE-")),
    ("claims_exemptions", "Data protection exemptions", ("EX-",)),
    ("claims_other", "Agreements and other laws", ("AG-", "LAW-")),
)

#: The groups that this kind of requester most often cites; the others go by the catalogue.
_OWN = {
    "police": ("claims_police",),
    "home_office": ("claims_immigration",),
    "council": ("claims_safeguarding",),
}


class ClaimsField(CheckboxesField):
    """Checkboxes under a heading that opens; its words are the legend too, for those who hear it."""

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        params = super().component_params(bound)
        params["fieldset"]["legend"]["classes"] = "nhsuk-u-visually-hidden"
        return params


def claims_field(heading: str, beginnings: tuple[str, ...]) -> ClaimsField:
    """The claims of one group, each with what a letter would cite."""
    choices = [
        (code, entry.label, entry.cite)
        for code, entry in catalogue().claimable.items()
        if code.startswith(beginnings) and code != NONE
    ]
    return ClaimsField(label=heading, choices=choices, required=False, mark_optional=False, small=True)


class LawForm(PartForm):
    """What they claim, kept apart from what the practice relies on later."""

    part = "law"
    plain = ("claimed_words", "claimed_agreement", "no_law_claimed", "comply_by", "comply_by_time")

    claimed_words = TextArea(
        label="The law in their own words", hint="As the request puts it.", max_length=2000, rows=3,
        required=False,
    )  # fmt: skip
    claimed_agreement = CharField(
        label="An agreement or memorandum that they name",
        hint="For example, “information-sharing agreement of 2019”",
        max_length=300,
        required=False,
    )
    agreement = SelectField(
        label="Is it in the register of agreements?",
        hint="An agreement is never a basis. The register says where it stands.",
        required=False,
        mark_optional=False,
        empty_label="No, or not known",
    )
    no_law_claimed = BooleanField(label="They name no law and no agreement", required=False)
    has_instrument = RadioField(
        label="Did an order, summons, warrant or notice come with it?",
        hint="The paper itself, not only a mention of it.",
        choices=[(NO, "No"), (YES, "Yes")],
        reveals={YES: INSTRUMENT},
        required_message="Select whether an order, summons, warrant or notice came with it",
    )
    kind = RadioField(
        label="What is it?",
        choices=Instrument._meta.get_field("kind").choices,
        required_message="Select what it is",
    )
    issued_by = CharField(
        label="Who issued it?", hint="The court, coroner or officer.", max_length=200,
        required_message="Enter who issued it",
    )  # fmt: skip
    serial = CharField(label="Case or serial number", max_length=100, required=False, width=20)
    dated = DateField(label="Date of the order or notice", past=True,
                      required_message="Enter the date that stands on it")  # fmt: skip
    served_on = DateField(
        label="Date it was served on the practice", hint="Leave empty if it was not served.",
        required=False, past=True,
    )  # fmt: skip
    names_practice = BooleanField(label="It names this practice", required=False)
    comply_by = DateField(
        label="Date they ask for an answer by",
        hint="Leave empty if they give none.",
        required=False,
        not_after=farthest_day,
    )
    comply_by_time = TimeField(
        label="Time they ask for an answer by", hint="Only if they give one. For example, 4pm", required=False
    )

    def prepare(self) -> None:
        """One field for each group of laws; the register's agreements, where it has any."""
        for name, heading, beginnings in GROUPS:
            self.fields[name] = claims_field(heading, beginnings)
        self.register = {str(entry.key): entry for entry in select.to_choose()}
        self.fields["agreement"].choices = [  # type: ignore[attr-defined]
            (key, entry.name) for key, entry in self.register.items()
        ]
        words = ["claimed_words", "claimed_agreement", "agreement", "no_law_claimed"]
        if not self.register:
            del self.fields["agreement"]
            words.remove("agreement")
        self.regroup(
            ("In their own words", words),
            ("Orders and dates", ("has_instrument", "comply_by", "comply_by_time")),
        )

    @property
    def claim_groups(self) -> Sequence[tuple[BoundField, bool]]:
        """The groups, those of this kind of requester and those with ticks first and open."""
        kind = self.case.requester.kind if hasattr(self.case, "requester") else ""
        powers = catalogue().powers
        found = []
        for name, _, beginnings in GROUPS:
            fits = any(c.startswith(beginnings) and kind in power.kinds for c, power in powers.items())
            own = name in _OWN.get(kind, ()) or (kind not in _OWN and fits)
            found.append((self[name], own or bool(self[name].value())))
        return sorted(found, key=lambda row: not row[1])

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """What was saved; nothing is chosen beforehand."""
        codes = [claim.code for claim in case.claims.all()]
        found = super().starting_with(case)
        for name, _, beginnings in GROUPS:
            found[name] = [code for code in codes if code.startswith(beginnings)]
        if hasattr(case, "instrument"):
            found |= {name: getattr(case.instrument, name) for name in INSTRUMENT}
        found["agreement"] = str(case.agreement.key) if case.agreement else ""
        answered = (
            codes or case.claimed_words or case.claimed_agreement or case.agreement_id or case.no_law_claimed
        )
        return found | {"has_instrument": YES if hasattr(case, "instrument") else NO if answered else ""}

    @property
    def codes(self) -> list[str]:
        """Every code that was ticked."""
        return [code for name, _, _ in GROUPS for code in self.cleaned_data.get(name, [])]

    def check_answers(self) -> None:
        """A claim or none, not both; dates in their order."""
        given = self.cleaned_data
        words, agreement = given.get("claimed_words"), given.get("claimed_agreement") or self.chosen
        claimed = bool(self.codes or words or agreement)
        if claimed and given.get("no_law_claimed"):
            self.add_error("no_law_claimed", "Untick this, or take out the law and agreement that they name")
        elif not claimed and not given.get("no_law_claimed") and not self.errors:
            self.add_error(
                "no_law_claimed", "Tick a law, write it in their words, or tick that they name none"
            )
        if AGREEMENT in self.codes and not agreement:
            self.add_error("claimed_agreement", "Enter the agreement or memorandum that they name")
        if OTHER_LAW in self.codes and not words:
            self.add_error("claimed_words", "Enter the law in their own words")
        self._check_dates()

    def _check_dates(self) -> None:
        dated, served = self.cleaned_data.get("dated"), self.cleaned_data.get("served_on")
        comply_by = self.cleaned_data.get("comply_by")
        if dated and served and served < dated:
            self.add_error("served_on", "Date it was served must be on or after the date on it")
        if served and comply_by and comply_by < served:
            self.add_error("comply_by", "Date to answer by must be on or after the date it was served")
        if self.cleaned_data.get("comply_by_time") and not comply_by and "comply_by" not in self.errors:
            self.add_error("comply_by", "Enter the date that the time belongs to")

    @property
    def chosen(self) -> SharingAgreement | None:
        """The agreement of the register that was chosen."""
        return self.register.get(self.cleaned_data.get("agreement", ""))

    def part_data(self) -> dict[str, Any]:
        """The codes, the words, the agreement and the paper."""
        given, instrument = self.cleaned_data, None
        if given["has_instrument"] == YES:
            instrument = {name: given[name] for name in INSTRUMENT}
        return super().part_data() | {
            "codes": self.codes,
            "agreement": self.chosen,
            "instrument": instrument,
        }

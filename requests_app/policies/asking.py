"""What came of asking the patient for consent, and whether the legal-basis review says the same.

Whether the patient was asked, and what they said, is what the register holds; why nobody was asked is the
review's own answer, with its reason. See docs/adr/consent.md.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from consent import covers
from consent.models import Asking, Consent
from kit.errors import NotPossible
from practices.roles import who_can
from requests_app.models import LegalBasisReview, Request

# Where a loaded story keeps what names the request by its key (selectors.story).
LOADED = "_rows_by_key"
ASKED = dict(LegalBasisReview.ASKED)


def came_of_asking(request: Request, day: date) -> str:
    """What came of asking whoever the request is about now, by a UK day; "" where nobody was asked."""
    return covers.came_of_it(_said(request, Consent), _said(request, Asking), day)


def agrees_with_register(request: Request, sought: str, at: datetime) -> None:
    """The review's answer about consent is what the register holds; nobody is "not asked" while one waits.

    NotPossible with what to do else. An answer that is still open ("") passes.
    """
    known = came_of_asking(request, timezone.localdate(at))
    # Beside a yes or a no nobody need rest on it; while an answer is hoped for, that is the answer.
    beside = ("",) if known == covers.ASKED else ("", LegalBasisReview.NOT_NEEDED)
    if known and sought not in (known, *beside):
        raise NotPossible(f"The register holds what came of asking: {ASKED[known].lower()}.")
    if not known and sought in ASKED:
        raise NotPossible(
            "Whether consent was given, refused or not answered is what the register holds of it: record the "
            "asking or the consent first."
        )


def consent_is_answered(request: Request, review: LegalBasisReview, at: datetime) -> None:
    """A review that goes on says whether consent was sought, and why where it wasn't or was refused.

    It says what the register holds at this moment: what was recorded since it was saved is looked at first.
    """
    leads = who_can("review_legal_basis")
    if not review.consent_sought:
        raise NotPossible("Say in the review whether the patient’s consent was sought.", who_can=leads)
    if review.consent_sought in LegalBasisReview.WITH_REASON and not review.consent_reason.strip():
        raise NotPossible(
            "Say in the review why consent was not sought, or what the patient said.", who_can=leads
        )
    agrees_with_register(request, review.consent_sought, at)


def _said(request: Request, model: type[Any]) -> list[Any]:
    """The rows about the person whom the request is about now; no query where the page loaded them."""
    loaded = request.__dict__.get(LOADED, {})
    rows = loaded[model] if model in loaded else model.objects.filter(for_request=request.key)
    return [row for row in rows if row.subject_version == request.subject_version]

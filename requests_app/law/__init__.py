"""The law as data: dated files that a lawyer can read, and the reader that refuses a mistake in them.

Nothing here decides. `catalogue()` gives the entries; the other functions answer the few questions that have
one answer. Call `catalogue()` at start-up, so that a mistake in a file stops the service at once.
"""

from requests_app.law.errors import LawDataError
from requests_app.law.loader import Catalogue, catalogue
from requests_app.law.replies import blanks, fill
from requests_app.law.rules import (
    Lapse,
    Moment,
    VerificationNeed,
    at_least,
    compels,
    compels_gp,
    issued_by_court,
    minimum_verification,
    not_in_force,
    outcomes_for,
    with_implied,
)

__all__ = [
    "Catalogue",
    "Lapse",
    "LawDataError",
    "Moment",
    "VerificationNeed",
    "at_least",
    "blanks",
    "catalogue",
    "compels",
    "compels_gp",
    "fill",
    "issued_by_court",
    "minimum_verification",
    "not_in_force",
    "outcomes_for",
    "with_implied",
]

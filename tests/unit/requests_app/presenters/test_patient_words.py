"""What a patient reads of a request: a sentence for every outcome, in plain words."""

import re

import pytest

from consent.models.telling import Whom
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem
from requests_app.presenters.patient_letter import GREETINGS
from requests_app.presenters.patient_words import CITED, GROUNDS, OUTCOMES, OWN_WORDS, item_words


def test_every_outcome_has_its_sentence() -> None:
    assert set(OUTCOMES) == set(catalogue().outcomes)


@pytest.mark.parametrize("code", sorted(OUTCOMES))
def test_sentences_are_plain(code: str) -> None:
    words = OUTCOMES[code]
    assert words.endswith(".")
    assert not re.search(r"[A-Z]{2}-\d|CLDC|NCND|_", words)


def test_every_ground_has_its_words() -> None:
    assert set(GROUNDS) == set(catalogue().confidentiality)
    assert set(CITED) < set(GROUNDS)


def test_everybody_is_greeted() -> None:
    assert set(GREETINGS) == set(Whom)


def test_an_item_is_never_told_in_the_requesters_words() -> None:
    """They may speak of somebody else."""
    law = catalogue()
    assert item_words(AskedItem(code="D06"), law) == law.items["D06"].label
    assert item_words(AskedItem(own_words="Whether she lives with Una Halloway"), law) == OWN_WORDS

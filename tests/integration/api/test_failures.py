"""What nobody foresaw gets a reference number, and a database that is gone a time to come back."""

import logging

import pytest
from django.db import OperationalError

from requests_app.journey import taking_in
from requests_app.models import Request
from tests.integration.api.conftest import REQUESTS, Program

MARKER = "Zebedee Marker"


def test_a_failure_has_a_reference_and_no_words_of_its_own(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError(MARKER)

    monkeypatch.setattr(taking_in, "take_in", fail)
    with caplog.at_level(logging.INFO):
        answer = program.log()
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    told = answer.json()
    assert told["reference"] == answer["X-Request-ID"]
    assert MARKER not in answer.content.decode() + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_database_that_is_gone_says_when_to_come_back(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: object) -> None:
        raise OperationalError(MARKER)

    monkeypatch.setattr(taking_in, "take_in", gone)
    answer = program.log()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["type"] == "/api-reference/#unavailable"


def test_a_failure_in_the_middle_leaves_nothing_and_the_key_free(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError

        patch.setattr(taking_in, "give_reference", fail)
        assert program.log(key="letter-1").status_code == 500
    assert not Request.objects.exists()
    assert program.log(key="letter-1").status_code == 201
    assert program.get(REQUESTS).json()["results"][0]["reference"].endswith("-00001")

"""Typed texts are shown again only to who typed them."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from kit.lost_forms import typed_texts

LONG = "The officer gave no reason, so we asked again."
SECRETS = {"password": "a very long password indeed", "csrfmiddlewaretoken": "x" * 64}
FIELDS = {"reason": LONG, "code": "D01", **SECRETS}


def post(origin: str | None, **more: Any) -> HttpRequest:
    headers = {} if origin is None else {"Origin": origin}
    return RequestFactory().post("/requests/new/", FIELDS, headers=headers, **more)


def test_long_texts_come_back() -> None:
    assert typed_texts(post("http://testserver")) == [LONG]


@pytest.mark.parametrize(
    "origin", [None, "", "null", "https://stranger.example", "http://testserver.example"]
)
def test_a_stranger_cannot_put_words_into_our_page(origin: str | None) -> None:
    assert typed_texts(post(origin)) == []


def test_only_what_was_sent_by_post() -> None:
    request = RequestFactory().get("/", {"reason": LONG}, headers={"Origin": "http://testserver"})
    assert typed_texts(request) == []


def test_a_broken_body_has_nothing_to_show() -> None:
    request = RequestFactory().post(
        "/",
        b"--x\r\nbroken",
        content_type="multipart/form-data; boundary=\x00",
        headers={"Origin": "http://testserver"},
    )
    assert typed_texts(request) == []

"""A report that a mail came back marks that mail, and nothing else does."""

import io
import uuid
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from requests_app.models import OutboxMessage
from requests_app.reminders import bounces
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mail.example
To: desk@practice.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

The mail could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; somebody@practice.example
Action: {action}
Status: 5.1.1

--edge
Content-Type: {kind}

Message-ID: <{key}@disclosure-desk>
Subject: Disclosure Desk today

{rest}
--edge--
"""
WHOLE, HEAD = "message/rfc822", "text/rfc822-headers"


def sent() -> OutboxMessage:
    now = timezone.now()
    return OutboxMessage.objects.create(
        recipient=a_person(), topic="digest", created_at=now, not_before=now, sent_at=now
    )


def report(key: object, *, kind: str = WHOLE, action: str = "failed") -> bytes:
    return REPORT.format(key=key, kind=kind, action=action, rest="Text").encode()


@pytest.mark.parametrize("kind", [WHOLE, HEAD], ids=["the whole mail", "its head"])
def test_a_report_marks_the_mail_that_came_back(kind: str) -> None:
    message = sent()

    assert bounces.note(report(message.key, kind=kind), timezone.now()) == message.key
    message.refresh_from_db()
    assert message.bounced_at is not None
    assert bounces.note(report(message.key), timezone.now()) is None


@pytest.mark.parametrize(
    "what",
    ["a delay", "another's mail", "no report", "too large", "one that was not sent", "nothing"],
)
def test_nothing_else_marks_any(what: str) -> None:
    message = sent()
    if what == "one that was not sent":
        OutboxMessage.objects.update(sent_at=None)
    text = {
        "a delay": report(message.key, action="delayed"),
        "another's mail": report(uuid.uuid4()),
        "no report": f"Subject: Hello\n\nMessage-ID: <{message.key}@disclosure-desk>".encode(),
        "too large": b" " * bounces.LARGEST + report(message.key),
        "one that was not sent": report(message.key),
        "nothing": b"",
    }[what]

    assert bounces.note(text, timezone.now()) is None
    assert OutboxMessage.objects.get().bounced_at is None


def test_a_report_with_a_long_mail_in_it_or_the_line_ends_of_a_mail_marks_it_too() -> None:
    first, second = sent(), sent()
    long = report(first.key) + b"Text\n" * bounces.LARGEST

    assert bounces.note(long, timezone.now()) == first.key
    assert bounces.note(report(second.key).replace(b"\n", b"\r\n"), timezone.now()) == second.key


def test_what_another_mail_says_of_ours_marks_none() -> None:
    message = sent()
    text = report("another").replace(b"Text", f"Message-ID: <{message.key}@disclosure-desk>".encode())

    assert bounces.note(text, timezone.now()) is None


PART = b"Content-Type: "
ODD = {
    "an unknown alphabet": PART + b"text/rfc822-headers; charset=x-foo",
    "an alphabet of host names": PART + b"text/rfc822-headers; charset=idna\n\n\xff",
    "a message id that never ends": PART + b"message/rfc822\n\nMessage-ID: <",
    "half a message id": PART + b"message/rfc822\n\nMessage-ID: <a@",
    "mails in mails": (PART + b"message/rfc822\n\n") * 2_300,
    "brackets in brackets": PART + b"(" * 5_000,
    "parameters": PART + b"a/b; " + b"a=; " * 100_000,
    "headings": (PART + b"\n" * 50) * 2_000,
    "actions": PART + b"message/delivery-status\n" + b"Action: failed \t" * 7_000,
}
BEFORE = b"Content-Type: message/delivery-status\n\nAction: failed\n\n"


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("before", [b"", BEFORE], ids=["alone", "in a report"])
def test_what_is_made_to_break_a_reader_marks_none(text: bytes, before: bytes) -> None:
    sent()

    assert bounces.note(before + text, timezone.now()) is None
    assert OutboxMessage.objects.get().bounced_at is None


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_a_true_report_is_found_behind_it(text: bytes) -> None:
    message = sent()

    report_after = text[:40_000] + b"\n\n" + report(message.key)

    assert bounces.note(report_after, timezone.now()) == message.key


def test_whatever_goes_wrong_the_command_ends_well(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(report: bytes, at: object) -> None:
        raise LookupError("Dmitar Halloway")

    said = io.StringIO()
    monkeypatch.setattr(bounces, "note", broken)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 3 * bounces.LARGEST)))

    call_command("read_bounce", stdout=said)

    assert said.getvalue().strip() == "not about a mail of ours"
    assert "LookupError" in caplog.text
    assert "Halloway" not in caplog.text


def test_the_command_reads_what_the_mail_server_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    message = sent()
    said = io.StringIO()
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(message.key))))
        call_command("read_bounce", stdout=said)

    assert said.getvalue().splitlines() == ["noted", "not about a mail of ours"]

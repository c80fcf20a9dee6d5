"""A report that a mail came back marks that mail, and nothing else does."""

import io
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from practices.models import Person
from requests_app.models import OutboxMessage
from requests_app.models.message import POSSIBLY
from requests_app.reminders import bounces, sending
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

{recipient}
Action: {action}
Status: 5.1.1
{more}
--edge
Content-Type: {kind}

Message-ID: <{key}@disclosure-desk>
Subject: Disclosure Desk today

{rest}
--edge--
"""
OURS = "Somebody@practice.example"
FINAL = "Final-Recipient: rfc822; {}"
WHOLE, HEAD = "message/rfc822", "text/rfc822-headers"


def sent() -> OutboxMessage:
    now = timezone.now()
    return OutboxMessage.objects.create(
        recipient=person(), topic="digest", created_at=now, not_before=now, sent_at=now
    )


def person() -> Person:
    return Person.objects.filter(email__iexact=OURS).first() or a_person(email=OURS)


def report(
    key: object,
    *,
    kind: str = WHOLE,
    action: str = "failed",
    recipient: str = FINAL.format(OURS.lower()),
    more: str = "",
) -> bytes:
    text = REPORT.format(key=key, kind=kind, action=action, recipient=recipient, more=more, rest="Text")
    return text.encode()


@pytest.mark.parametrize("kind", [WHOLE, HEAD], ids=["the whole mail", "its head"])
def test_a_report_marks_the_mail_that_came_back(kind: str) -> None:
    message = sent()

    assert bounces.note(report(message.key, kind=kind), timezone.now()) == message.key
    message.refresh_from_db()
    assert message.bounced_at is not None
    assert bounces.note(report(message.key), timezone.now()) is None


@pytest.mark.parametrize(
    "recipient",
    [
        FINAL.format(OURS.upper()),
        FINAL.format(f"<{OURS}>"),
        FINAL.format(f"\n  {OURS}"),
        f"final-recipient:RFC822;{OURS}",
        f"Final-Recipient: utf-8; {OURS}",
        f"Original-Recipient: rfc822;{OURS}\n{FINAL.format('mailbox-7@host.example')}",
    ],
    ids=["in capitals", "in brackets", "on the next line", "without blanks", "international", "the sender's"],
)
def test_the_recipient_is_known_however_the_server_writes_it(recipient: str) -> None:
    message = sent()

    assert bounces.note(report(message.key, recipient=recipient), timezone.now()) == message.key


ANOTHER = FINAL.format("another@practice.example")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_says_what_became_of_ours_otherwise_marks_none(action: str) -> None:
    message = sent()
    more = f"\n{FINAL.format(OURS)}\nAction: {action}\n"

    assert bounces.note(report(message.key, recipient=ANOTHER, more=more), timezone.now()) is None
    assert OutboxMessage.objects.get().bounced_at is None


@pytest.mark.parametrize(
    "recipient",
    [
        ANOTHER,
        "X-Note: nobody named",
        FINAL.format("x"),
        FINAL.format(OURS + ".example"),
        FINAL.format("not-" + OURS),
        f"Final-Recipient: x400; {OURS}",
    ],
    ids=["another", "nobody", "no address", "longer", "before it", "no mail"],
)
def test_a_report_about_another_address_says_that_it_possibly_came_back(recipient: str) -> None:
    """It may be another name of the same mailbox. What is sure takes its place, never the other way."""
    message, first = sent(), timezone.now()

    assert bounces.note(report(message.key, recipient=recipient), first) == message.key
    assert bounces.note(report(message.key, recipient=recipient), timezone.now()) is None
    message.refresh_from_db()
    assert (message.bounced_at, message.last_error) == (first, POSSIBLY)

    assert bounces.note(report(message.key), timezone.now()) == message.key
    assert bounces.note(report(message.key, recipient=recipient), timezone.now()) is None
    message.refresh_from_db()
    assert message.bounced_at is not None
    assert (message.bounced_at > first, message.last_error) == (True, "")


SERVERS = Path(__file__).parent / "reports"


@pytest.mark.parametrize(
    ("server", "last_error"), [("exchange", POSSIBLY), ("postfix_alias", ""), ("postfix", ""), ("exim", "")]
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lines", "lines of a mail"])
def test_what_mail_servers_write_is_read(server: str, last_error: str, ends: bytes) -> None:
    """Exchange names the mailbox's first address, whatever its alias that was written to."""
    message = sent()
    text = (SERVERS / f"{server}.txt").read_bytes().replace(b"{key}", str(message.key).encode())

    assert bounces.note(text.replace(b"\n", ends), timezone.now()) == message.key
    message.refresh_from_db()
    assert message.bounced_at is not None
    assert message.last_error == last_error


def test_of_several_recipients_ours_is_found() -> None:
    message = sent()
    more = f"\n{FINAL.format(OURS)}\nAction: failed\n"

    text = report(message.key, recipient=ANOTHER, action="relayed", more=more)

    assert bounces.note(text, timezone.now()) == message.key


@pytest.mark.parametrize(("named", "last_error"), [(FINAL.format(OURS), ""), (ANOTHER, POSSIBLY)])
def test_a_report_that_is_quicker_than_the_worker_is_kept(
    monkeypatch: pytest.MonkeyPatch, named: str, last_error: str
) -> None:
    """It comes while the mail is being handed over, before the worker records that it went."""
    now = timezone.now()
    message = OutboxMessage.objects.create(
        recipient=person(), topic="agreement.fell", created_at=now, not_before=now
    )
    seen: list[uuid.UUID | None] = []

    class Quick:
        def send_messages(self, messages: object) -> int:
            seen.append(bounces.note(report(message.key, recipient=named), timezone.now()))
            return 1

    assert bounces.note(report(message.key), now) is None, "Nobody tried to send it yet"
    monkeypatch.setattr(sending, "get_connection", Quick)
    sending.send_waiting()

    assert seen == [message.key]
    message.refresh_from_db()
    assert message.bounced_at is not None
    assert message.sent_at is not None
    assert message.last_error == last_error


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
    "recipients": PART + b"message/delivery-status\n\n" + b"Final-Recipient: rfc822; \n \n" * 3_600,
    "actions": PART + b"message/delivery-status\n" + b"Action: failed \t" * 7_000,
}
BEFORE = (
    b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; somebody@practice.example\n"
    b"Action: failed\n\n"
)


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

"""Everything that can go wrong while a patient's name is at hand, in an installation as it is shipped."""

import json
import socket
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.factories import people
from tests.integration.deployment.installation import Installation
from tests.integration.leaks.browser import HOST, Answer, Browser, Evidence
from tests.integration.leaks.gather import asked_as_superuser
from tests.integration.leaks.markers import (
    BORN,
    CONTROL,
    NAME,
    NHS_NUMBER,
    OFFICER,
    OFFICER_EMAIL,
    PURPOSE,
    STREET,
    TYPED,
    TYPED_EMAIL,
)  # fmt: skip
from tests.integration.pages.typed import POSTED

# Laid by the owner: what a subject's other names say makes the database refuse the row, and quote it.
TRAPS = """
ALTER TABLE requests_app_subject ADD CONSTRAINT trap_of_the_test CHECK (other_names <> 'integrity');
CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.other_names = 'data' THEN PERFORM NEW.name::integer; END IF;
    IF NEW.other_names = 'words' THEN RAISE EXCEPTION 'no % here', NEW.name; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trap BEFORE INSERT OR UPDATE ON requests_app_subject FOR EACH ROW EXECUTE FUNCTION trap();
CREATE FUNCTION late_trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.other_names = 'commit' THEN
        RAISE EXCEPTION 'late' USING ERRCODE = 'check_violation', DETAIL = format('Failing row: %s', NEW);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER late_trap AFTER INSERT OR UPDATE ON requests_app_subject
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late_trap();
"""
SORRY = "Sorry, there is a problem"
REFUSED_BY_THE_DATABASE = {
    "integrity": (500, SORRY),
    "data": (409, "One of the answers is too long"),
    "words": (500, SORRY),
    "commit": (500, SORRY),
}
LEFT_ON_PURPOSE = """
from django.db import transaction
from django.utils import timezone
from audit.ledger.api import record
from practices.models import Person
from requests_app.models import OutboxMessage
with transaction.atomic():
    facts = {{"page": "{control}"}}
    record("desk.report_downloaded", actor="system:test", practice=None, about="system:test", facts=facts)
now, person = timezone.now(), Person.objects.first()
OutboxMessage.objects.create(
    topic="{control}", recipient=person, created_at=now, not_before=now, given_up_at=now
)
"""
PERSON = {
    **POSTED["subject"],
    "name": NAME,
    "nhs_number": NHS_NUMBER,
    "address": STREET,
    "date_of_birth_year": str(BORN[0]),
    "date_of_birth_month": str(BORN[1]),
    "date_of_birth_day": str(BORN[2]),
}
PARTS = {
    **POSTED,
    "requester": {**POSTED["requester"], "officer": OFFICER, "email": OFFICER_EMAIL},
    "subject": PERSON,
    "purpose": {"purpose": PURPOSE, "offence": f"About {NAME}"},
}
OBJECTION = {
    "words": f"{NAME} wants nobody to know about {STREET}",
    "against": "kind",
    "requester_kind": "insurer_or_employer",  # so that no decision waits for it
    "which_items": "all",
    "said_by": "parent",
    "speaker": f"The mother of {NAME}",
    "how": "letter",
    "said_on_day": "3",
    "said_on_month": "11",
    "said_on_year": "2025",
}


@dataclass
class Story:
    """What was done, and whether each thing really went wrong."""

    installed: Installation
    evidence: Evidence
    made: dict[str, Any]
    happened: dict[str, str] = field(default_factory=dict)

    def browser(self, role: str = "") -> Browser:
        """Somebody's browser; nobody's without a role."""
        session = self.made["sessions"][role] if role else ""
        return Browser(self.installed.ports["web"], self.evidence, session)

    def expect(self, what: str, answer: Answer, status: int, said: str = "") -> Answer:
        """Note that it went wrong as it should."""
        as_wanted = answer.status == status and said in answer.text
        self.happened[what] = "" if as_wanted else f"{answer.status} {answer.location} {answer.text[-6000:]}"
        return answer

    def fault(self, what: str, status: int) -> None:
        """A page of the faults, with the name sent along."""
        answer = self.browser("practice_manager").post(f"/faults/{what}/?name={quote(NAME)}", {"name": NAME})
        self.expect(f"a view: {what}", answer, status)


def signing_in(story: Story) -> Browser:
    """With somebody else's name first, then with a wrong password, then rightly."""
    browser = story.browser()
    path, email = "/accounts/login/", story.made["manager"]
    wrong = {"login": TYPED_EMAIL, "password": TYPED}
    story.expect("signing in as nobody", browser.post(f"{path}?next=/requests/", wrong), 200, "Error:")
    wrong = {"login": email, "password": TYPED}
    story.expect("a wrong password", browser.post(path, wrong), 200, "Error:")
    right = browser.post(path, {"login": email, "password": people.PASSWORD})
    story.expect("signing in", right, 302)
    forgotten = browser.post("/accounts/password/reset/", {"email": TYPED_EMAIL})
    story.expect("a password for nobody", forgotten, 302)
    return browser


def logging_a_request(story: Story, browser: Browser) -> str:
    """Over the pages, with every mistake that the database finds on the way; returns its path."""
    started = browser.post("/requests/new/", {"start": "request"})
    path = started.location
    for name, part in PARTS.items():
        if name == "subject":
            for trap, (status, said) in REFUSED_BY_THE_DATABASE.items():
                answer = browser.post(f"{path}subject/", {**part, "other_names": trap})
                story.expect(f"the database: {trap}", answer, status, said)
        saved = browser.post(f"{path}{name}/", part)
        story.expect(f"saving {name}", saved, 302)
    story.expect("submitting", browser.post(f"{path}check/", {}), 302)
    return path.removesuffix("log/")


def searching(story: Story) -> None:
    """For the person, rightly, wrongly, and by an address typed by hand."""
    browser = story.browser("ig_lead")
    by_name = {**PERSON, "by": "name_dob"}
    story.expect("a search by name", browser.post("/requests/person/", by_name), 200)
    by_number = {"by": "nhs_number", "nhs_number": NHS_NUMBER}
    story.expect("a search by number", browser.post("/requests/person/", by_number), 200)
    wrong = {"by": "nhs_number", "nhs_number": f"{NHS_NUMBER}1"}
    story.expect("a search by a wrong number", browser.post("/requests/person/", wrong), 422)
    typed = browser.get(f"/requests/person/?name=Z%C3%B6rbina+Quackfeather&nhs_number={NHS_NUMBER}")
    story.expect("an address typed by hand", typed, 200)
    theirs = story.expect("a person's page", browser.post("/patients/", by_number), 302).location
    story.expect("a person's page, opened", browser.get(theirs), 200)
    also = browser.post(f"{theirs}known/", by_name)
    story.expect("another way to find them", also, 302)
    story.expect("an objection without a day", browser.post(f"{theirs}objections/new/", {"words": NAME}), 422)
    said = browser.post(f"{also.location}objections/new/", OBJECTION)
    story.expect("an objection", said, 302)


def refusals(story: Story, path: str) -> None:
    """Pages that refuse, with the name in what was asked."""
    manager, key = story.browser("practice_manager"), story.made["keys"]["decision"]
    story.expect("no such page", manager.get("/people/Quackfeather/Z%C3%B6rbina/"), 404)
    story.expect("no such page, posted", manager.post(f"/requests/{NHS_NUMBER}/", {"name": NAME}), 404)
    desk = story.browser("front_desk").post(f"/requests/{key}/note/", {"text": f"{NAME}: {PURPOSE}"})
    story.expect("not allowed", desk, 404)
    auditor = story.browser("auditor").post(f"/requests/{key}/note/", {"text": f"{NAME}: {PURPOSE}"})
    story.expect("not allowed, inside", auditor, 403)
    stale = {"seen_version": "1", "purpose": PURPOSE, "because": f"About {NAME}"}
    story.expect("a stale page", manager.post(f"{path}correct/purpose/", stale), 409)
    story.expect("not possible", manager.post(f"{path}release/", {"note": f"{NAME}: {PURPOSE}"}), 409)
    get_only = manager.post(f"{path}history/", {"name": NAME})
    story.expect("a method that is not taken", get_only, 405)


def lost_forms(story: Story) -> None:
    """A session that ended, a token that is another's: what was typed is given back, and kept nowhere."""
    path = f"/requests/{story.made['keys']['draft']}/log/purpose/"
    typed = {"purpose": f"{PURPOSE}, that is {NAME}", "offence": f"By {TYPED} and others"}
    signed_out = story.expect("a lost form", story.browser().post(path, typed), 403, "You were signed out")
    story.happened["a lost form is given back"] = "" if "thimblerig" in signed_out.text else signed_out.text
    forged = story.browser("practice_manager")
    forged.cookies["csrftoken"] = "u" * 32
    body = "csrfmiddlewaretoken=" + "v" * 32 + f"&purpose={TYPED}+and+{NHS_NUMBER}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    story.expect("a form that was open too long", forged.send("POST", path, body, kind), 403, "too long")


def programs(story: Story) -> None:
    """The other door: a program that logs a request, and makes every mistake."""
    letter, path = story.made["letter"], "/api/v1/requests/"
    kind = {"Content-Type": "application/json", "Authorization": f"Bearer {story.made['token']}"}

    def send(what: str, body: Any, status: int, key: str = "", **more: str) -> Answer:
        headers = {**kind, "Idempotency-Key": key or str(uuid4()), **more}
        text = body if isinstance(body, str) else json.dumps(body)
        return story.expect(f"a program: {what}", story.browser().send("POST", path, text, headers), status)

    key = str(uuid4())
    send("logs", letter, 201, key)
    send("uses a key twice", {**letter, "items": {"codes": ["D06"]}}, 422, key)
    send("writes no JSON", f'{{"{NAME}": {NHS_NUMBER}', 400)
    send("writes what is no request", {NAME: NHS_NUMBER, **letter, "subject": TYPED}, 422)
    wrong = {
        **letter["subject"]["people"][0],
        "nhs_number": f"{NHS_NUMBER}7",
        "role": NAME,
        "name": TYPED * 20,
    }
    send("writes it wrongly", {**letter, "subject": {"subject_kind": "one", "people": [wrong]}}, 422)
    trapped = {**letter["subject"]["people"][0], "other_names": "integrity"}
    send("meets the trap", {**letter, "subject": {"subject_kind": "one", "people": [trapped]}}, 500)
    send("is not known", letter, 401, Authorization=f"Bearer {NHS_NUMBER}")
    asked = story.browser().send("GET", f"{path}?name={quote(NAME)}&cursor={quote(NAME)}", headers=kind)
    story.happened["a program: asks with a name in the address"] = "" if asked.status < 500 else asked.text


def nonsense(story: Story) -> None:
    """What no page of ours sends: too much, in pieces, to another host, not even HTTP."""
    manager = story.browser("practice_manager")
    path = f"/requests/{story.made['keys']['draft']}/log/purpose/"
    story.expect("far too much", manager.post(path, {"purpose": [NAME] * 1_001}), 400)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    body = f'--x\r\nContent-Disposition: form-data; name="{NAME}\r\n\r\n{NAME}'.encode()
    in_pieces = manager.send("POST", path, body, broken)
    story.happened["in pieces"] = "" if in_pieces.status in {400, 403} else str(in_pieces.status)
    host = manager.send("GET", "/", headers={"Host": "quackfeather.example"})
    story.expect("another host", host, 400)
    for words in (f"GET /requests/?q={NAME} HTTP/1.1", f"{TYPED.upper()} / HTTP/1.1", f"GET /{NAME}"):
        with closing(socket.create_connection(("127.0.0.1", story.installed.ports["web"]), 10)) as link:
            link.sendall(f"{words}\r\nHost: {HOST}\r\nX-Name {NAME}\r\n\r\n".encode())
            said = link.recv(65536).decode(errors="replace")
        story.happened[f"not HTTP: {words[:8]}"] = "" if " 400 " in said[:40] else said


# How the worker tells that both tasks failed, the second of them twice.
TASKS = ("fail_about[", "try_twice_about[", "] retry: ")
FAULTS = {
    "exception": 500, "with_a_cause": 500, "integrity": 500, "data": 500, "mail": 500, "suspicious": 400,
    "bad": 400, "denied": 403, "missing": 404, "logged": 200, "task": 200,
}  # fmt: skip


def controls(story: Story) -> None:
    """The control in every place that is searched."""
    browser = story.browser("practice_manager")
    story.expect("control: page", browser.get("/faults/controls/"), 200)
    story.expect("control: redirect", browser.get("/faults/redirect/"), 302)
    story.expect("control: refusal", browser.get("/faults/refusal/"), 409)
    asked_as_superuser(story.installed, f"DO $$ BEGIN RAISE LOG '{CONTROL}'; END $$")
    story.installed.shell(LEFT_ON_PURPOSE.format(control=CONTROL))


def nothing_waits(installed: Installation) -> bool:
    """Whether each message was sent, given up, or tried once."""
    statement = """SELECT count(*) FROM requests_app_outboxmessage
        WHERE sent_at IS NULL AND given_up_at IS NULL AND attempts = 0"""
    return asked_as_superuser(installed, statement) == [(0,)]

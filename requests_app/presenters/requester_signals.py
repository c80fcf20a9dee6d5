"""What looks wrong about a requester on the face of the request. A signal warns; it decides nothing."""

import re

from django.conf import settings

from requests_app.law.loader import catalogue
from requests_app.models import Requester

FREE_MAIL = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk",
    "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "aol.com", "proton.me",
    "protonmail.com", "gmx.com", "gmx.co.uk", "mail.com", "zoho.com", "btinternet.com", "sky.com",
    "talktalk.net", "virginmedia.com", "yandex.com", "mail.ru",
)  # fmt: skip
# Names that a lookalike borrows.
BORROWED = re.compile(
    r"police|homeoffice|home-office|(^|[.-])gov|hmrc|(^|[.-])dwp|(^|[.-])nhs|cjsm|court|coroner"
)
OFFICIAL_KINDS = (
    "home_office", "police", "nca", "council", "court", "coroner", "tribunal", "hmrc", "dwp",
    "public_sector_fraud", "nhs_counter_fraud", "nhs_body", "probation", "ambulance", "prosecutor", "dvla",
)  # fmt: skip
# The Home Office's own placeholder, for people without a reference.
PLACEHOLDER = re.compile(r"A0{7}(/\d{1,3})?", re.IGNORECASE)
DEMONSTRATION = ".example"


def host_of(email: str) -> str:
    """The host of an address, in small letters; empty for none."""
    return email.rpartition("@")[2].strip().rstrip(".").lower()


def official(host: str) -> bool:
    """Whether the host is, or lies below, a domain in use by a public body: a weak sign."""
    entries = catalogue().email_domains.values()
    retired = tuple(entry.domain for entry in entries if not entry.official)
    in_use = tuple(entry.domain for entry in entries if entry.official)
    return within(host, in_use) and not within(host, retired)


def within(host: str, domains: tuple[str, ...]) -> bool:
    """Whether the host is one of the domains or lies below one: "x.police.uk", but not "xpolice.uk"."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def email_signal(email: str, kind: str) -> str:
    """What the address tells; empty where it is unremarkable."""
    host = host_of(email)
    if not host or (host.endswith(DEMONSTRATION) and settings.ENVIRONMENT != "production"):
        return ""
    if within(host, FREE_MAIL):
        return (
            f"The email address is of a free mail service ({host}). Hold the request: send nothing there, "
            "and verify the requester by the switchboard in the register."
        )
    if official(host):
        return ""
    if BORROWED.search(host):
        return (
            f"The email address looks official but is not ({host}). Hold the request until the requester is "
            "verified by the switchboard in the register."
        )
    if kind in OFFICIAL_KINDS:
        return f"The email address is not of a government, police or NHS domain ({host}). Triage checks it."
    return ""


def reference_signal(reference: str, kind: str) -> str:
    """A placeholder names nobody."""
    if kind == "home_office" and PLACEHOLDER.fullmatch(reference.strip()):
        return (
            "The Home Office reference is the placeholder A0000000 and names no case: ask for the real one."
        )
    return ""


def signals_of(requester: Requester) -> list[str]:
    """Everything that looks wrong about a requester, in sentences."""
    found = [
        email_signal(requester.email, requester.kind),
        reference_signal(requester.their_reference, requester.kind),
    ]
    return [text for text in found if text]

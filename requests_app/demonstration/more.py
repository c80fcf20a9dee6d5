"""Further requests over three practices, so that lists, filters and dates have something to show."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from nhs_number import calculate_checksum

from requests_app.demonstration.scripts import POINTS, Script

FIRST = (
    "Arlo",
    "Bryony",
    "Cai",
    "Delphine",
    "Esme",
    "Fitz",
    "Gwenno",
    "Hale",
    "Isolde",
    "Jory",
    "Kerensa",
    "Lyle",
)
LAST = ("Abernoll", "Brindlecombe", "Carrowmoor", "Dunsloe", "Elverhay", "Farthingley", "Gorsewick", "Hexley",
        "Inglethorpe", "Jessop-Vale", "Kirkwhelp", "Lanternby")  # fmt: skip
PURPOSES: tuple[dict[str, Any], ...] = (
    {"kind": "police", "organisation": "Northmere Police", "claims": ("PO-01",), "asks": ("D06", "D08"),
     "purpose": "To trace a witness to a robbery with a weapon.", "offence": "Robbery", "power": "PO-01",
     "officer": "DC Orla Tennick", "supervisor": "Det Insp Rhona Cald",
     "supervisor_rank": "Detective inspector", "role": "witness"},
    {"kind": "council", "organisation": "Wickmere Council, adult safeguarding", "claims": ("SG-05",),
     "asks": ("D06", "D09"), "purpose": "A safeguarding enquiry about an adult at risk.", "power": "SG-05",
     "officer": "Priya Lonnegan", "supervisor": "Head of safeguarding",
     "waived": "A council has no police ranks; its head of safeguarding signed", "role": "victim"},
    {"kind": "solicitor_other", "organisation": "Crake and Pellow Solicitors", "claims": (), "asks": ("D01", "D06"),
     "purpose": "To serve papers in a civil debt.", "effects": {"D01": "no_basis", "D06": "no_basis"},
     "refusal": "REFUSE_NO_BASIS", "level": "V0"},
    {"kind": "hmrc", "organisation": "HM Revenue and Customs", "claims": ("HM-03",), "asks": ("D06",),
     "purpose": "To find a taxpayer who has moved.", "power": "PO-01", "refusal": "REFUSE_PI_NOT_MET", "level": "V1"},
    {"kind": "home_office", "organisation": "Home Office, Immigration Enforcement", "claims": ("IM-01",),
     "asks": ("D01", "D06"), "purpose": "To trace a person who stopped reporting.", "power": "IM-01",
     "refusal": "REFUSE_NCND", "level": "V0"},
    {"kind": "court", "organisation": "Northmere County Court", "claims": ("CT-01",), "asks": ("D06",),
     "purpose": "An order for a party's address.", "power": "CT-01", "level": "V4", "comply_in_days": 14,
     "instrument": {"kind": "court_order", "issued_by": "Northmere County Court", "names_practice": True},
     "recipient": "The court", "route": "court_filing", "tell": "before", "tell_reason": "The order allows it"},
)  # fmt: skip
ENDINGS: tuple[dict[str, Any], ...] = (
    {
        "ending": "reject",
        "refusal": "REJECTED_PROCEDURE",
        "reason": "By phone only; a written form was asked for",
    },
    {"ending": "misdirect", "refusal": "MISDIRECTED", "reason": "Meant for the national tracing service"},
    {"ending": "reclassify", "refusal": "RECLASSIFIED_SAR", "reason": "In truth the patient's own request"},
    {"ending": "withdrawn", "reason": "The requester found the person otherwise"},
    {"ending": "requester", "reason": "Which offence is alleged, and why is each item needed?"},
    {"ending": "patient", "reason": "Do you agree that we give your address to the council?"},
)


def further(count: int, seed: str) -> Iterator[Script]:
    """`count` scripts, always the same for a seed; each kind of request at each point of its way."""
    chance = random.Random(seed)  # noqa: S311 (made-up people, not secrets)
    for number in range(count):
        base = PURPOSES[number % len(PURPOSES)]
        until = POINTS[(number * 4 + number // len(PURPOSES)) % len(POINTS)]
        script = Script(
            name=f"{seed}-{number}",
            days_ago=chance.randint(1, 45),
            subject=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            born=date(1940, 1, 1) + timedelta(days=chance.randint(0, 26_000)),
            nhs_number=made_up_number(chance),
            until=until,
            **base,
        )
        if base.get("refusal") and until in ("approved", "released", "disclosed"):
            script = replace(script, until="closed")
        if number % 7 == 5:
            script = replace(
                script, until=chance.choice(["triage", "closed"]), **ENDINGS[number // 7 % len(ENDINGS)]
            )
        if script.instrument and script.ending:
            script = replace(script, ending="", refusal="")
        yield script


def made_up_number(chance: random.Random) -> str:
    """A valid NHS number of the 999 range, which is never issued."""
    while True:
        stem = f"999{chance.randint(0, 999_999):06d}"
        digit = calculate_checksum(stem)
        if digit != 10:
            return f"{stem}{digit}"

"""Loads the demonstration: three practices, their people, worked requests and many more."""

from collections.abc import Callable
from datetime import date

from requests_app.demonstration import agreements
from requests_app.demonstration.cases import CASES
from requests_app.demonstration.consenting import CONSENTING
from requests_app.demonstration.more import further
from requests_app.demonstration.people import CASTS, LARKMOOR, Stage, lend_guardian, set_up
from requests_app.demonstration.player import Player
from requests_app.demonstration.scripts import Script
from requests_app.journey import conflicts, outside_guardian, requesters
from requests_app.models import Request, RequesterOrganisation

# How many further requests each practice gets.
FURTHER = {"Y99991": 24, "Y99992": 12, "Y99993": 14}


def loaded() -> bool:
    """Whether the demonstration is there already."""
    return Request.objects.filter(practice__ods_code=LARKMOOR.ods_code).exists()


def load(progress: Callable[[str], None]) -> int:
    """Load everything; returns how many requests were made."""
    stages = {}
    for cast in CASTS:
        stages[cast.ods_code] = set_up(cast)
        progress(f"{cast.name}: {len(cast.people)} people")
    agreements.enter(stages[LARKMOOR.ods_code])
    lend_guardian(stages["Y99991"], stages["Y99992"]["caldicott_guardian"])
    made = 0
    for ods_code, stage in stages.items():
        worked = (*CASES, *CONSENTING) if ods_code == LARKMOOR.ods_code else ()
        scripts = (*worked, *further(FURTHER[ods_code], ods_code))
        entered: dict[str, RequesterOrganisation] = {}
        for script in scripts:
            play(script, stage, entered)
            made += 1
        progress(f"{stage.practice.name}: {len(scripts)} requests")
    _borrow_a_guardian(stages["Y99991"], stages["Y99992"])
    return made


def play(script: Script, stage: Stage, entered: dict[str, RequesterOrganisation]) -> Request:
    """Play one script, with its organisation in the register where it is called back."""
    called = None
    if script.level != "V0":
        called = entered.get(script.organisation) or register(script, stage, len(entered) + 1)
        entered[script.organisation] = called
    return Player(script, stage, called).play()


def register(script: Script, stage: Stage, nth: int = 1) -> RequesterOrganisation:
    """Enter the script's organisation in the register as its nth, its number confirmed by a second person."""
    entry = requesters.save(
        practice=stage.practice,
        by=stage["ig_lead"],
        data={
            "name": script.organisation, "kind": script.kind, "unit": "",
            "published_address": "1 Invented Square, Northmere", "published_email": "",
            "switchboard": f"01632 9601{nth:02}", "switchboard_source": "Its published website",
            "switchboard_source_on": date(2026, 1, 5),
        },
    )  # fmt: skip
    requesters.confirm(organisation=entry, by=stage["practice_manager"])
    return entry


def _borrow_a_guardian(stage: Stage, lender: Stage) -> None:
    """A request whose own guardian is barred: the neighbouring practice's guardian is invited."""
    waiting = Request.objects.filter(practice=stage.practice, state="decision").order_by("-id").first()
    if waiting is not None:
        conflicts.declare(key=waiting.key, by=stage["caldicott_guardian"], kind="kinship")
        outside_guardian.invite(
            key=waiting.key,
            by=stage["ig_lead"],
            guardian=lender["caldicott_guardian"],
            reason="Our guardian is related to the person asked about",
        )

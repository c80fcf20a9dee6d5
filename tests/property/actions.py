"""Everything that somebody can try on a request, in every state, with fitting and unfitting answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from practices.models import Person
from requests_app.journey import (
    closing,
    confirming,
    conflicts,
    correction,
    disclosure,
    emergency,
    guardian_decision,
    incident,
    legal_basis,
    log,
    matching,
    notes,
    outside_guardian,
    public_interest,
    release,
    reopening,
    restriction,
    returning,
    triage,
    waiting,
    withdrawal,
)
from requests_app.law.loader import catalogue
from requests_app.models import ItemDecision, Request, RequesterOrganisation
from requests_app.workflow import State
from tests.factories import journeys, rules
from tests.property.world import World, ask_outside

Action = Callable[[World, Request], object]
MANAGER, LEAD, CLINICIAN, GUARDIAN = "practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"


def save_draft(w: World, r: Request) -> None:
    part = w.pick(*(set(journeys.parts()) - {"urgency", "subject"}))
    log.save(key=r.key, by=w.person("front_desk", MANAGER, LEAD), part=part, data=journeys.parts()[part])


def submit(w: World, r: Request) -> None:
    keys = log.submit(key=r.key, by=w.person(MANAGER, LEAD, GUARDIAN))
    w.requests = list(Request.objects.filter(key__in=keys))


def verify(w: World, r: Request) -> None:
    level = (
        w.pick("V2", "V2", "V4", "V4", "V1") if hasattr(r, "instrument") else w.pick("V2", "V2", "V2", "V0")
    )
    called = RequesterOrganisation.objects.first() if level == "V2" else None
    data = {"level": level, "means": "Called back", "called": called, "spoke_to": "Control"}
    triage.verify(key=r.key, by=w.person(MANAGER, LEAD), data=data)


def save_triage(w: World, r: Request) -> None:
    flags = w.pick(*[[]] * 20, ["PR-04"], ["PR-05"])
    data = rules.TRIAGED | {"prohibitions": flags, "written": w.pick(*[True] * 8, None)}
    triage.save(key=r.key, by=w.person(MANAGER, LEAD), data=data)


def accept(w: World, r: Request) -> None:
    triage.accept(key=r.key, by=w.person(MANAGER, LEAD))


def end_triage(w: World, r: Request) -> None:
    verb = w.pick(*triage.OUTCOMES)
    outcome = w.pick(*triage.OUTCOMES[verb])
    triage.end(key=r.key, verb=verb, by=w.person(MANAGER, LEAD), outcome=outcome, reason="By phone only")


def save_legal(w: World, r: Request) -> None:
    usual = "compelled" if hasattr(r, "instrument") else w.pick("permitted", "permitted", "consented")
    if r.subject_kind == "nobody_named" and usual != "compelled":
        usual = w.pick(usual, "no_basis")
    effects = {item.token: w.pick(usual, usual, usual, "no_basis") for item in r.live_items}
    data = rules.legal(r, effects, dpo_advice=w.pick("", "Comply"))
    legal_basis.save(key=r.key, by=w.person(LEAD), data=data)


def finish_legal(w: World, r: Request) -> None:
    review = r.legalbasisreview_set.filter(voided_at=None).first()
    permitted = review is not None and review.findings.filter(effect="permitted").exists()
    verb = w.pick(*["weigh" if permitted else "skip_test"] * 6, "weigh", "skip_test")
    legal_basis.finish(key=r.key, verb=verb, by=w.person(LEAD))


def save_interest(w: World, r: Request) -> None:
    met = w.chance.random() < 0.7
    advice = {"advice": "disclose" if met else "withhold", "reason": "So"}
    data = {
        "answers": dict.fromkeys(catalogue().questions, "In words"),
        "factors": w.pick(*[["F1"]] * 8, []),
        "conclusion": "met" if met else "not_met",
        "reason": "The factors weigh so",
        "findings": {item.token: advice for item in r.live_items},
    }
    public_interest.save(key=r.key, by=w.person(CLINICIAN), data=data)


def finish_interest(w: World, r: Request) -> None:
    public_interest.finish(key=r.key, by=w.person(CLINICIAN))


def match(w: World, r: Request) -> None:
    result = w.pick(*["matched"] * 8, "uncertain", "not_found")
    flags = w.pick(*[[]] * 20, ["PR-01"], ["PR-05"])
    data = {"result": result, "on_name": True, "on_date_of_birth": True, "third": "address"}
    data |= {"record_flags": flags, "note": ""}
    matching.record_match(key=r.key, by=w.person(CLINICIAN, LEAD), data=data)


def answers(w: World, r: Request) -> dict[str, Any]:
    """An approval of what has a basis, and at times of one thing more or less."""
    review = r.legalbasisreview_set.filter(voided_at=None).first()
    findings = review.findings.exclude(effect="no_basis").select_related("item") if review else []
    based = {finding.item.token for finding in findings}
    if r.emergency and review is None:
        based = {item.token for item in r.live_items} & {"D06", "D08", "D09"}
    if w.chance.random() < 0.2:
        based ^= {w.pick("D06", "D08", "D15")}
    withheld = tuple(item.token for item in r.live_items if item.token not in based)
    data = journeys.approval(r, withheld, departs_because="I weigh it otherwise")
    ends = w.now() + timedelta(days=w.pick(3, 3, 3, 3, -1))
    return data | {"expires_at": ends, "recipient": w.pick("Det Insp Rhona Cald", "The court")}


def guardian(w: World) -> Person:
    """Often the second one, who has rarely had a hand in it before."""
    return w.others["second"] if w.chance.random() < 0.5 else w.person(GUARDIAN)


def approve(w: World, r: Request) -> None:
    guardian_decision.approve(key=r.key, by=guardian(w), data=answers(w, r))


def refuse(w: World, r: Request) -> None:
    data = rules.refusal(at_decision=r.state == State.DECISION)
    guardian_decision.refuse(key=r.key, by=guardian(w), data=data)


def approve_emergency(w: World, r: Request) -> None:
    data = answers(w, r) | {"safe_and_well_not_enough": w.pick("", "They must be seen")}
    emergency.approve(key=r.key, by=guardian(w), data=data)


def review_emergency(w: World, r: Request) -> None:
    by = w.person("data_protection_officer", LEAD, CLINICIAN, GUARDIAN)
    emergency.review(key=r.key, by=by, finding=w.pick("right", "wrong"), reason="A life was at risk")


def go(w: World, r: Request) -> None:
    decision = r.decisions.filter(voided_at=None).first()
    rows = decision.items.filter(outcome=ItemDecision.DISCLOSE).select_related("item") if decision else []
    tokens = [row.item.token for row in rows] or ["D06"]
    if w.chance.random() < 0.1:
        tokens.append(w.pick("D15", "D10"))
    release.release(
        key=r.key,
        by=w.person(MANAGER, LEAD),
        tokens=tokens,
        recipient=w.pick(*[decision.recipient if decision else ""] * 5, "Somebody else"),
        route=w.pick(*[decision.route if decision else ""] * 5, "by_hand"),
    )


def send(w: World, r: Request) -> None:
    live = r.releases.filter(ended_at=None).first()
    rows = live.items.select_related("item_decision__item") if live else []
    tokens = [row.item_decision.item.token for row in rows] or ["D06"]
    if w.chance.random() < 0.1:
        tokens.append("D10")
    when = w.now() - timedelta(days=w.pick(0, 0, 0, 0, 2))
    disclosure.confirm(key=r.key, by=w.person(MANAGER), tokens=tokens, sent_at=when)


def call_off(w: World, r: Request) -> None:
    release.call_off(key=r.key, by=w.person(MANAGER, LEAD), reason="The wrong officer")


def lapse(w: World, r: Request) -> None:
    release.lapse(key=r.key)


def expire(w: World, r: Request) -> None:
    release.expire(key=r.key)


def days_pass(w: World, r: Request) -> None:
    w.days += w.pick(0.5, 2, 6)


def basis_fell(w: World, r: Request) -> None:
    release.basis_fell(key=r.key, by=w.person(LEAD), reason="Consent was withdrawn")


def ask(w: World, r: Request) -> None:
    by = w.person(MANAGER, LEAD, CLINICIAN)
    waiting.ask(key=r.key, whom=w.pick("requester", "patient"), question="Which?", by=by)


def resume(w: World, r: Request) -> None:
    waiting.resume(key=r.key, answer="Larch", by=w.person(MANAGER, LEAD))


def give_back(w: World, r: Request) -> None:
    state = w.pick("triage", "legal_basis", "public_interest")
    by = w.person(LEAD, CLINICIAN, GUARDIAN)
    returning.return_to(key=r.key, state=state, reason="Look again", by=by)


def correct(w: World, r: Request) -> None:
    part = w.pick("requester", "items", "purpose", "law")
    data = journeys.parts()[part]
    if part == "law" and hasattr(r, "instrument"):
        data = rules.law()
    correction.correct(key=r.key, by=w.person(MANAGER, LEAD), part=part, data=data, because="Misread")


def confirm(w: World, r: Request) -> None:
    verbs = {State.TRIAGE: ("accept",), State.PUBLIC_INTEREST: ("advise",)}
    verb = w.pick(*verbs.get(State(r.state), ("weigh", "skip_test")))
    confirming.confirm(key=r.key, by=w.person(MANAGER, LEAD, CLINICIAN), verb=verb)


def withdraw(w: World, r: Request) -> None:
    by = w.person(MANAGER, LEAD, GUARDIAN)
    withdrawal.withdraw(key=r.key, by=by, outcome=w.pick(*withdrawal.OUTCOMES), reason="Found")


def close(w: World, r: Request) -> None:
    closing.close(key=r.key, by=w.person(MANAGER, LEAD, GUARDIAN), data=rules.CLOSING)


def reopen(w: World, r: Request) -> None:
    evidence = w.pick("", "A witness came forward")
    reopening.reopen(key=r.key, by=w.person(LEAD, GUARDIAN), reason="They wrote again", new_evidence=evidence)


def note(w: World, r: Request) -> None:
    notes.add(key=r.key, by=w.person(MANAGER, "data_protection_officer"), text="Read")


def declare(w: World, r: Request) -> None:
    by = w.person(CLINICIAN, GUARDIAN)
    if (
        conflicts.declare(key=r.key, by=by, kind=w.pick("treated", "treated", "dispute"))
        and len(w.requests) == 1
    ):
        w.barred.add(f"person:{by.public_id}")


def invite(w: World, r: Request) -> None:
    ask_outside(w)


def end_invitation(w: World, r: Request) -> None:
    outside_guardian.end(key=r.key, by=w.person(LEAD), guardian=w.others["outside"])


def restrict(w: World, r: Request) -> None:
    by = w.person(MANAGER, LEAD, GUARDIAN)
    people = [*w.team.people.values(), w.others["second"]] if w.chance.random() < 0.7 else []
    restriction.restrict(key=r.key, by=by, people=people)


def record_incident(w: World, r: Request) -> None:
    data = {"kind": "by_phone", "what_left": "An address", "to_whom": "", "happened_at": None}
    by = w.person(MANAGER, LEAD)
    incident.record_incident(
        practice=r.practice, by=by, data=data | {"aware_at": w.now()}, request=w.pick(r, r, None)
    )


# What usually comes next in a state, once what it needs is there.
NEXT: dict[State, tuple[Action, ...]] = {
    State.DRAFT: (submit,),
    State.TRIAGE: (accept,) * 14 + (save_triage, save_triage, refuse, end_triage),
    State.LEGAL_BASIS: (finish_legal,) * 10 + (save_legal, refuse),
    State.PUBLIC_INTEREST: (finish_interest,) * 5 + (save_interest,),
    State.DECISION: (approve,) * 8 + (match, refuse),
    State.APPROVED: (go,) * 8 + (review_emergency, basis_fell),
    State.RELEASED: (send,) * 8 + (call_off,),
    State.DISCLOSED: (close, review_emergency),
    State.REFUSED: (close, review_emergency),
    State.AWAITING_REQUESTER: (resume, resume, resume, withdraw),
    State.AWAITING_PATIENT: (resume, resume, resume, withdraw),
    State.REJECTED: (close,),
    State.MISDIRECTED: (close,),
    State.RECLASSIFIED: (close,),
    State.WITHDRAWN: (close, review_emergency),
    State.CLOSED: (reopen,),
}


def needed(r: Request) -> tuple[Action, ...]:
    """What the state still needs before the request can go on."""
    live = {"voided_at": None}
    state, found = State(r.state), []
    if state is State.TRIAGE and not r.verifications.filter(**live).exists():
        found.append(verify)
    if state is State.TRIAGE and not r.triage_set.filter(**live).exists() and not r.emergency:
        found.append(save_triage)
    if state is State.LEGAL_BASIS and not r.legalbasisreview_set.filter(**live).exists():
        found += [save_legal, save_legal, confirm]
    if state is State.PUBLIC_INTEREST and not r.publicinterestreview_set.filter(**live).exists():
        found += [save_interest, save_interest, confirm]
    matching_now = state is State.DECISION or (state is State.TRIAGE and r.emergency)
    if matching_now and not r.matches.filter(**live).exists():
        found.append(match)
    return tuple(found)


ANYTHING: tuple[Action, ...] = (
    save_draft, submit, verify, save_triage, accept, end_triage, save_legal, finish_legal, save_interest,
    finish_interest, match, approve, refuse, approve_emergency, review_emergency, go, send, call_off, lapse,
    expire, days_pass, basis_fell, ask, resume, give_back, correct, confirm, withdraw, close, reopen, note,
    declare, invite, end_invitation, restrict, record_incident,
)  # fmt: skip


def next_action(world: World, request: Request) -> Action:
    """Mostly what leads on from here, at times anything at all."""
    if world.chance.random() < 0.18:
        return world.chance.choice(ANYTHING)
    if missing := needed(request):
        return world.chance.choice(missing)
    if request.emergency and request.state == State.TRIAGE:
        return world.pick(approve_emergency, approve_emergency, save_triage, accept)
    return world.chance.choice(NEXT[State(request.state)])

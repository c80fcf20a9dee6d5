"""What must hold whatever anybody did, read from the rows and the ledger, not from the code that wrote them.

A change is an entry about the request that is no view, no refused attempt and no incident: those tell what
people looked at, tried or reported, and leave the request as it was. Its version counts the changes.
"""

from dataclasses import dataclass, field

from audit.ledger.api import Entry, entries, size_of
from requests_app.models import Request, StatusChange
from requests_app.workflow import TRANSITIONS, WAITING_STATES

NO_CHANGES = frozenset({"attempt.refused", "incident.recorded"})
PREPARING = frozenset(row.event for row in TRANSITIONS if row.part == "prepares") | {
    "request.draft_saved", "triage.saved", "requester.verified", "legal_basis.saved", "public_interest.saved",
}  # fmt: skip
# The guardian's return is the same event as a reviewer's, and prepares nothing.
PREPARING -= {"request.returned"}
DECIDING = frozenset(row.event for row in TRANSITIONS if row.part == "decides")
ROWS = {(row.verb, str(row.source), str(row.target or "")) for row in TRANSITIONS}
OUTSIDE_MAY = frozenset({"patient.matched", "note.added", "conflict.declared", "request.returned"}) | DECIDING
UNDER_REVIEW = ("triage", "legal_basis", "public_interest", "decision")


def new_entries(log: str, since: int) -> list[Entry]:
    """What was written to the log since it had this size, oldest first."""
    size = size_of(log)
    return entries(log, before_index=size, limit=size - since)[::-1] if size > since else []


@dataclass
class Watch:
    """One request through its story. Each look takes what is new in the ledger since the last."""

    pk: int
    version: int = 0
    moves: list[StatusChange] = field(default_factory=list)
    prepared: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    waited_from: str = ""

    @property
    def visited(self) -> set[str]:
        """The states that it has been in."""
        return {move.to_state for move in self.moves}

    def look(self, new: list[Entry]) -> None:
        """Check what is new about this request, and what stands."""
        request = Request.objects.get(pk=self.pk)
        changes = [entry for entry in new if entry.about == request.about and entry.event not in NO_CHANGES]
        versions = [entry.facts["version"] for entry in changes]
        assert versions == list(range(self.version + 1, request.version + 1)), "one entry for one change"
        self.version = request.version
        if not changes:
            return
        moves = list(request.status_changes.filter(number__gte=len(self.moves)).order_by("number"))
        assert {move.ledger_event for move in moves} <= {entry.event_id for entry in changes}
        for move in moves:
            self.move(move)
        assert self.moves[-1].to_state == request.state
        for entry in changes:
            self.duties(request, entry)
        self.decisions(request)
        self.releases(request)

    def move(self, move: StatusChange) -> None:
        """A change of state is a row of the workflow and begins where the last one ended."""
        assert move.number == len(self.moves)
        if not self.moves:
            assert move.verb in ("start", "link")
        else:
            assert move.from_state == self.moves[-1].to_state
            if move.verb == "resume":
                assert move.to_state == self.waited_from, "waiting goes back to where it came from"
            target = "" if move.verb == "resume" else move.to_state
            assert (move.verb, move.from_state, target) in ROWS, move
        if move.to_state in WAITING_STATES:
            self.waited_from = move.from_state
        self.moves.append(move)

    def duties(self, request: Request, entry: Entry) -> None:
        """Nobody decides what they prepared, but in an emergency's own approval; nor the other way round."""
        if entry.event == "request.linked":
            took = request.participations.select_related("person")
            self.prepared |= {f"person:{row.person.public_id}" for row in took}
        if entry.event in DECIDING:
            if entry.event != "decision.approved_in_emergency":
                assert entry.actor not in self.prepared, f"{entry.event} by somebody who prepared"
            self.decided.add(entry.actor)
        if entry.event in PREPARING:
            assert request.emergency or entry.actor not in self.decided, f"{entry.event} by who decided"
            self.prepared.add(entry.actor)
        if entry.event == "legal_basis.to_decision":
            loggers = request.participations.filter(part="prepares", since__lte=request.logged_at)
            assert entry.actor not in {f"person:{row.person.public_id}" for row in loggers}

    def decisions(self, request: Request) -> None:
        """One live decision at most; an approval is bounded, and stands while something may be sent."""
        live = [row for row in request.decisions.all() if row.voided_at is None]
        assert len(live) <= 1
        if request.state in UNDER_REVIEW:
            assert not live, "a decision stands while the request is reviewed again"
        if request.state in ("approved", "released", "disclosed"):
            assert live[0].approves
        for decision in live:
            assert decision.reason
            disclosed = {row.item.token for row in decision.items.select_related("item")
                         if row.outcome == "disclose"}  # fmt: skip
            assert decision.approves == bool(disclosed)
            if decision.emergency:
                assert request.emergency
                assert disclosed <= {"D06", "D08", "D09"}
            if decision.approves:
                assert decision.expires_at > decision.decided_at
            if decision.approves and not decision.emergency:
                review = request.legalbasisreview_set.get(voided_at=None)
                based = review.findings.exclude(effect="no_basis").select_related("item")
                assert disclosed <= {finding.item.token for finding in based}

    def releases(self, request: Request) -> None:
        """What was released was approved: item, recipient, route and time; what left was released."""
        releases = list(request.releases.select_related("decision").prefetch_related("items__item_decision"))
        assert sum(go.ended_at is None for go in releases) == (request.state == "released")
        for go in releases:
            decision, rows = go.decision, [row.item_decision for row in go.items.all()]
            assert decision.approves
            assert decision.decided_at <= go.released_at < decision.expires_at
            assert decision.voided_at is None or decision.voided_at >= go.released_at
            assert go.ended_at is not None or decision.voided_at is None
            assert (go.recipient, go.route) == (decision.recipient, decision.route)
            assert rows
            assert {(row.decision_id, row.outcome) for row in rows} == {(decision.pk, "disclose")}
        if "disclosed" in self.visited:
            for sent in request.disclosures.select_related("release"):
                assert sent.release.released_at <= sent.sent_at < sent.release.lapses_at
                assert all(row.released_item.release_id == sent.release_id for row in sent.items.all())

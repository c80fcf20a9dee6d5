"""What holds of a request's clocks at every moment, whatever was done to it."""

from requests_app.deadlines.rules import OUTLIVING_CLOSING, PAUSED_WHILE_ASKING
from requests_app.models import Clock, ClockChange, Request
from requests_app.workflow import REVIEW_STATES, WAITING_STATES, State

UNDECIDED = (*REVIEW_STATES, State.DECISION, *WAITING_STATES)


def check_clocks(case: Request) -> None:
    """Raises AssertionError with what doesn't hold."""
    rows = list(Clock.objects.filter(request=case))
    live = {row.rule: row for row in rows if row.is_live and row.round == case.round}
    for row in rows:
        if row.state == "stopped":
            assert row.rule in PAUSED_WHILE_ASKING, f"{row} stands still"
            assert case.state in WAITING_STATES, f"{row} stands still while nobody is asked"
        assert (row.next_at is not None) is (row.state == "running"), f"{row}: who is reminded?"
    for change in ClockChange.objects.filter(clock__request=case, kind="went_on").select_related("clock"):
        assert change.new_due_at is not None
        assert change.old_due_at is not None
        assert change.new_due_at >= change.old_due_at, f"{change.clock} moved earlier by a stop"
    if case.state in UNDECIDED:
        assert live.keys() & {"decide", "instrument"}, "nothing says by when to decide"
    if case.state in WAITING_STATES:
        assert "silence" in live
    if case.state in (State.CLOSED, State.DRAFT):
        assert live.keys() <= OUTLIVING_CLOSING, "something still waits"
    governing = live.get(case.due_rule)
    assert case.due_at == (governing.due_at if governing else None)
    assert governing is None or governing.state == "running"

"""The rows of the data set, each kind made by one statement for the requests %(first)s to %(last)s."""

from typing import Any

from requests_app.law.loader import catalogue
from requests_app.workflow import State

# The ways to every state, as verbs and the states they lead to; the shortest that the workflow has.
_TRIAGE = (("start", "draft"), ("submit", "triage"))
_REVIEW = (*_TRIAGE, ("accept", "legal_basis"))
_DECISION = (*_REVIEW, ("skip_test", "decision"))
_APPROVED = (*_DECISION, ("approve", "approved"))
_RELEASED = (*_APPROVED, ("release", "released"))
_REFUSED = (*_TRIAGE, ("refuse_early", "refused"))
WAYS: dict[State, tuple[tuple[str, str], ...]] = {
    State.DRAFT: _TRIAGE[:1],
    State.TRIAGE: _TRIAGE,
    State.LEGAL_BASIS: _REVIEW,
    State.PUBLIC_INTEREST: (*_REVIEW, ("weigh", "public_interest")),
    State.DECISION: _DECISION,
    State.APPROVED: _APPROVED,
    State.RELEASED: _RELEASED,
    State.DISCLOSED: (*_RELEASED, ("disclose", "disclosed")),
    State.REFUSED: _REFUSED,
    State.AWAITING_REQUESTER: (*_TRIAGE, ("ask_requester", "awaiting_requester")),
    State.AWAITING_PATIENT: (*_TRIAGE, ("ask_patient", "awaiting_patient")),
    State.REJECTED: (*_TRIAGE, ("reject", "rejected")),
    State.MISDIRECTED: (*_TRIAGE, ("misdirect", "misdirected")),
    State.RECLASSIFIED: (*_TRIAGE, ("reclassify", "reclassified")),
    State.WITHDRAWN: (*_TRIAGE, ("withdraw", "withdrawn")),
    State.CLOSED: (*_REFUSED, ("close", "closed")),
}
# Of a hundred requests one is in each state that isn't closed; the others are closed, over seven years.
MOVES = ("approve", "refuse_early")
DAYS_OPEN, DAYS_CLOSED, WORKING_TIME = 40, 2555, 28

# The practices in order, each with who logs and who decides there.
PLACES = """
CREATE TEMPORARY TABLE bench_place AS
SELECT (row_number() OVER (ORDER BY p.id))::int AS place, p.id AS practice, p.public_id, m.id AS manager,
       m.public_id AS manager_public_id, g.id AS guardian
FROM practices_practice p
JOIN practices_person m ON m.email = 'manager-' || p.id || '@bench.example'
JOIN practices_person g ON g.email = 'guardian-' || p.id || '@bench.example'
"""
WAY_TABLE = (
    "CREATE TEMPORARY TABLE bench_way (state text, number int, verb text, came_from text, goes_to text)"
)
WAY_ROW = "INSERT INTO bench_way VALUES (%s, %s, %s, %s, %s)"

# One practice has `one` requests, and with the next `many` `own`, at every size. All others share the rest.
MADE = """
CREATE TEMPORARY TABLE bench_made ON COMMIT DROP AS
SELECT n, place.*, state, at, event,
       (SELECT max(number) FROM bench_way w WHERE w.state = made.state) AS changes
FROM (SELECT n,
             CASE WHEN n <= %(one)s THEN 1
                  WHEN n <= %(own)s THEN 2 + (n - %(one)s - 1) %% %(many)s
                  ELSE 2 + %(many)s + (n - %(own)s - 1) %% (%(places)s - 1 - %(many)s) END AS in_place,
             COALESCE((%(unfinished)s::text[])[1 + (n + n / 200) %% 100], 'closed') AS state,
             %(now)s::timestamptz - interval '1 hour' - (n * 7919) %% CASE
                 WHEN (n + n / 200) %% 100 < array_length(%(unfinished)s::text[], 1) THEN %(days_open)s
                 ELSE %(days_closed)s END * interval '1 day' AS at,
             md5('event ' || n)::uuid AS event
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS made
JOIN bench_place place ON place.place = in_place
"""
REQUESTS = """
INSERT INTO requests_app_request
    (id, key, practice_id, reference, state, change_number, came_from, state_since, version, round, channel,
     received_on, arrival_note, captured_by_id, captured_at, logged_by_id, logged_at, subject_kind,
     subject_description, purpose, offence, claimed_words, claimed_agreement, no_law_claimed, urgency,
     emergency, emergency_reason, restricted, new_evidence, items_done, due_at, due_rule,
     outcome, reply, closed_at)
SELECT n, md5('request ' || n)::uuid, practice,
       CASE WHEN state <> 'draft' THEN 'BENCH-' || n END, state, changes,
       CASE WHEN state LIKE 'awaiting%%' THEN 'triage' ELSE '' END, at, 1 + changes, 1,
       (ARRAY['email', 'letter', 'phone', 'portal'])[1 + n %% 4],
       at::date, '', manager, at,
       CASE WHEN state <> 'draft' THEN manager END, CASE WHEN state <> 'draft' THEN at END, 'one', '',
       'To find a person who is wanted for an offence that was reported in the spring', '',
       'As set out in the attached form', '', n %% 3 = 0, (ARRAY['routine', 'urgent'])[1 + (n %% 7 = 0)::int],
       false, '', n %% 200 = 7, '', true, CASE WHEN state <> 'draft' THEN at + %(due)s * interval '1 day' END,
       'decide', CASE WHEN state = 'closed' THEN %(outcome)s ELSE '' END, '',
       CASE WHEN state = 'closed' THEN at END
FROM bench_made
"""
REQUESTERS = """
INSERT INTO requests_app_requester
    (request_id, organisation_name, kind, unit, officer, rank, officer_number, their_reference, email,
     telephone, address, supervisor, supervisor_rank)
SELECT n, (ARRAY['Northmere Police', 'Eastmoor Council', 'Home Office'])[1 + n %% 3], 'police',
       'Unit ' || n %% 40, 'Officer ' || n %% 9000, 'Constable', (n %% 9000)::text, 'REF/' || n,
       '', '', '', '', ''
FROM bench_made
"""
# Whoever is looked for was asked about three times, in the first of their practices; others about twice.
SUBJECTS = """
INSERT INTO requests_app_subject
    (request_id, position, name, other_names, date_of_birth, nhs_number, address, role, deceased,
     nhs_number_index, name_and_birth_index, index_key_version)
SELECT n, 1, 'Made Up ' || n / 2, '', date '1930-01-01' + (n %% 30000)::int, '', 'An invented street',
       'suspect', false, '',
       CASE WHEN n = ANY(%(wanted)s) THEN %(index)s ELSE encode(sha256((n / 2)::text::bytea), 'hex') END, 1
FROM bench_made
"""
ITEMS = """
INSERT INTO requests_app_askeditem (request_id, position, code, own_words, detail, proposed_withheld, dropped)
SELECT n, position, (%(items)s::text[])[position], '', '', false, false
FROM bench_made, generate_series(1, 1 + (n %% 3)::int) AS position
"""
CLAIMS = """
INSERT INTO requests_app_claimedlaw (request_id, code)
SELECT n, (%(powers)s::text[])[1 + n %% 3] FROM bench_made WHERE n %% 3 > 0
"""
PARTS = """
INSERT INTO requests_app_participation (request_id, person_id, part, emergency, since)
SELECT n, manager, 'prepares', false, at FROM bench_made
UNION ALL
SELECT n, guardian, 'decides', false, at FROM bench_made
WHERE EXISTS (SELECT FROM bench_way w WHERE w.state = bench_made.state AND w.verb = ANY(%(moves)s))
"""
CHANGES = """
INSERT INTO requests_app_statuschange
    (request_id, number, round, verb, from_state, to_state, changed_by_id, changed_at, reason, ledger_log,
     ledger_event)
SELECT n, number, 1, verb, came_from, goes_to,
       CASE WHEN verb = ANY(%(moves)s) THEN guardian ELSE manager END, at, '', 'practice/' || public_id, event
FROM bench_made JOIN bench_way USING (state)
"""
# One entry a request, in the order of the requests; the real trigger would take an hour for a million.
ENTRIES = """
INSERT INTO ledger_event (log, leaf_index, event_id, event, actor, about, at, entry, leaf_hash)
SELECT 'practice/' || (entry::json ->> 'practice'), leaf, (entry::json ->> 'event_id')::uuid,
       entry::json ->> 'event', entry::json ->> 'actor', entry::json ->> 'about',
       (entry::json ->> 'at')::timestamptz, entry, sha256('\\x00'::bytea || convert_to(entry, 'UTF8'))
FROM (SELECT COALESCE(head.size, 0) + row_number() OVER (PARTITION BY practice ORDER BY n) - 1 AS leaf,
             format('{"about":"request:%%s","actor":"person:%%s","at":"%%s","event":"request.submitted",'
                    '"event_id":"%%s","facts":{"reference":"BENCH-%%s"},"origin":"%%s/practice/%%s",'
                    '"practice":"%%s","private":null,"v":1}',
                    md5('request ' || n)::uuid, manager_public_id,
                    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), event, n, %(origin)s,
                    public_id, public_id) AS entry
      FROM bench_made LEFT JOIN ledger_head head ON head.log = 'practice/' || public_id) AS written
"""
HEADS = """
INSERT INTO ledger_head AS head (log, origin, size)
SELECT 'practice/' || public_id, %(origin)s || '/practice/' || public_id, count(*)
FROM bench_made GROUP BY public_id
ON CONFLICT (log) DO UPDATE SET size = head.size + EXCLUDED.size
"""
STATEMENTS = (MADE, REQUESTS, REQUESTERS, SUBJECTS, ITEMS, CLAIMS, PARTS, CHANGES, ENTRIES, HEADS)
TABLES = [
    "ledger_event",
    *(
        f"requests_app_{name}"
        for name in (
            "request",
            "requester",
            "subject",
            "askeditem",
            "claimedlaw",
            "participation",
            "statuschange",
        )
    ),
]


def constants() -> dict[str, Any]:
    """The values that are the same for every chunk."""
    law = catalogue()
    return {
        "unfinished": [state.value for state in State if state is not State.CLOSED],
        "days_open": DAYS_OPEN,
        "days_closed": DAYS_CLOSED,
        "due": WORKING_TIME,
        "outcome": next(iter(law.outcomes)),
        "items": list(law.items)[:3],
        "powers": list(law.powers)[:3],
        "moves": list(MOVES),
    }


def ways() -> list[tuple[str, int, str, str, str]]:
    """The rows of bench_way."""
    return [
        (state.value, number, verb, way[number - 1][1] if number else "", to)
        for state, way in WAYS.items()
        for number, (verb, to) in enumerate(way)
    ]

"""A made-up data set of any size: requests spread over all practices, written straight into the tables.

A whole journey for each request would take days; so in this database alone the owner drops the foreign
key that ties a state to its change and ledger entry, and the rows are made by generate_series.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kit.blind_index import blind_index
from practices.models import Membership, Person, Practice
from practices.permissions import refresh_rows
from practices.roles import ROLES

FREE_STATES = "ALTER TABLE requests_app_request DROP CONSTRAINT IF EXISTS request_state_has_its_change"
# The practice whose people look: it has as many requests at every size, so that only the rest grows.
OWN_REQUESTS = 150
CHUNK = 50_000
STATES = ("triage", "legal_basis", "public_interest", "decision", "approved", "closed", "closed", "closed")

INSERT = """
INSERT INTO requests_app_request
    (id, key, practice_id, reference, state, change_number, came_from, state_since, version, round, channel,
     received_on, arrival_note, captured_by_id, captured_at, logged_by_id, logged_at, subject_kind,
     subject_description, purpose, offence, claimed_words, claimed_agreement, no_law_claimed, urgency,
     emergency, emergency_reason, restricted, new_evidence, items_done, due_at, due_rule,
     outcome, reply, closed_at)
SELECT n, gen_random_uuid(), p, 'BENCH-' || n, s, 1, '', t, 1, 1, 'email',
       (t - interval '1 day')::date, '', %(person)s, t, %(person)s, t, 'one', '', 'Made up', '', '', '', true,
       'routine', false, '', false, '', true, t + interval '28 days', 'decide', '', '',
       CASE WHEN s = 'closed' THEN t END
FROM (SELECT n,
             CASE WHEN n <= %(own)s THEN %(mine)s
                  ELSE (%(practices)s::bigint[])[1 + n %% array_length(%(practices)s::bigint[], 1)] END AS p,
             (%(states)s::text[])[1 + n %% array_length(%(states)s::text[], 1)] AS s,
             %(now)s::timestamptz - (n %% 700) * interval '1 day' AS t
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS made
"""
REQUESTER = """
INSERT INTO requests_app_requester
    (request_id, organisation_name, kind, unit, officer, rank, officer_number, their_reference, email,
     telephone, address, supervisor, supervisor_rank)
SELECT n, 'Northmere Police', 'police', '', '', '', '', '', '', '', '', '', ''
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
SUBJECT = """
INSERT INTO requests_app_subject
    (request_id, position, name, other_names, nhs_number, address, role, deceased, nhs_number_index,
     name_and_birth_index, index_key_version)
SELECT n, 1, 'Made Up', '', '', '', 'other', false, '',
       CASE WHEN n = 1 THEN %(index)s ELSE encode(sha256(n::text::bytea), 'hex') END, 1
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
ITEM = """
INSERT INTO requests_app_askeditem (request_id, position, code, own_words, detail, proposed_withheld, dropped)
SELECT n, 1, 'D06', '', '', false, false FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""


def make(size: int, practices: int, progress: Callable[[str], None]) -> Person:
    """`size` requests over so many practices; returns a practice manager of the first practice."""
    person = _people(practices)
    ids = list(Practice.objects.order_by("id").values_list("id", flat=True))
    index, _ = blind_index("name_dob", ("Made Up", timezone.localdate().replace(year=1980, day=1)))
    values: dict[str, Any] = {
        "person": person.pk,
        "mine": ids[0],
        "practices": ids[1:],
        "states": list(STATES),
        "now": timezone.now(),
        "own": OWN_REQUESTS,
        "index": index,
    }
    for first in range(1, size + 1, CHUNK):
        last = min(first + CHUNK - 1, size)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (INSERT, REQUESTER, SUBJECT, ITEM):
                cursor.execute(statement, {**values, "first": first, "last": last})
        progress(f"{last:,} of {size:,} requests")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return person


def _people(practices: int) -> Person:
    """So many practices, and at the first a manager who reads everything there."""
    made = [
        Practice(ods_code=f"X{number:05d}", name=f"Made Up Surgery {number}", nation="england")
        for number in range(practices)
    ]
    Practice.objects.bulk_create(made, batch_size=1000)
    person = Person.objects.create_user("bench@surgery.example", "Bea Bench")
    first = Practice.objects.earliest("id")
    Membership.objects.create(
        person=person,
        practice=first,
        role=ROLES["practice_manager"].key,
        starts_on=timezone.localdate() - timedelta(days=30),
        founding=True,
    )
    refresh_rows(first, on=timezone.localdate())
    return person

"""Holds what a request rests on as it stands, for as long as a transaction on the request lasts.

The agreement that it cites, then the consents that were given for it. Any number of steps hold one at a time;
whoever changes where it stands waits for them, and they for it. Always these first, then the request: so that
nobody waits for one who waits for them.
"""

import uuid

from django.db import connection

HOLD = """
WITH agreement AS (
    SELECT agreement.id FROM requests_app_sharingagreement agreement
      JOIN requests_app_request request ON request.agreement_id = agreement.id
     WHERE request.key = %(key)s FOR SHARE OF agreement
), consents AS (
    SELECT id FROM consent_consent WHERE for_request = %(key)s ORDER BY id FOR SHARE
)
SELECT (SELECT id FROM agreement), (SELECT count(*) FROM consents)
"""


def hold_grounds(key: uuid.UUID) -> int | None:
    """Hold the agreement that the request cites, and its consents; the agreement's id, None without one.

    The request is not locked yet: the caller asks again, once it is, whether it still cites this one. A
    consent that is recorded meanwhile has nothing resting on it yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"key": key})
        agreement: int | None = cursor.fetchone()[0]
    return agreement

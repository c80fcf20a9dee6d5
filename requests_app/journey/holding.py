"""Holds the agreement that a request cites as it stands, for as long as a transaction on the request lasts.

Any number of steps hold one agreement at a time; whoever changes where it stands waits for them, and they
for it. Always the agreement first, then the request: so that nobody waits for one who waits for them.
"""

import uuid

from django.db import connection

HOLD = (
    "SELECT agreement.id FROM requests_app_sharingagreement agreement"
    " JOIN requests_app_request request ON request.agreement_id = agreement.id"
    " WHERE request.key = %s FOR SHARE OF agreement"
)


def hold_agreement(key: uuid.UUID) -> int | None:
    """Hold the agreement that the request cites; its id, or None where it cites none of the register.

    The request is not locked yet: the caller asks again, once it is, whether it still cites this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [key])
        found = cursor.fetchone()
    return found[0] if found else None

"""A function that nothing uses goes: the trigger reads an entry's time itself since the migration before."""

from django.db import migrations

BACK = r"""
CREATE FUNCTION public.ledger_instant(written text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$'
                THEN written::timestamptz END
$$;
"""


class Migration(migrations.Migration):
    """Only the catalogue changes."""

    dependencies = [("ledger", "0004_copies_by_trigger")]
    operations = [migrations.RunSQL("DROP FUNCTION public.ledger_instant(text)", BACK)]

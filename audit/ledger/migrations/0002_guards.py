"""What keeps the ledger append-only: refusing triggers, for the owner too, and grants by column.

These are speed bumps. Who may change the schema can take them away; the proof is cryptographic.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TRIGGERS = """
CREATE FUNCTION public.ledger_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'DL004';
END $$;

CREATE TRIGGER ledger_event_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.ledger_event ENABLE ALWAYS TRIGGER ledger_event_fixed;
CREATE TRIGGER ledger_private_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_private
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.ledger_private ENABLE ALWAYS TRIGGER ledger_private_fixed;
CREATE TRIGGER ledger_head_fixed BEFORE DELETE OR TRUNCATE ON public.ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.ledger_head ENABLE ALWAYS TRIGGER ledger_head_fixed;
CREATE TRIGGER ledger_key_fixed BEFORE DELETE OR TRUNCATE ON public.ledger_key
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.ledger_key ENABLE ALWAYS TRIGGER ledger_key_fixed;

-- The head moves only from inside the append trigger, and by one.
CREATE FUNCTION public.ledger_head_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'ledger_head moves only with an entry: % refused', TG_OP USING ERRCODE = 'DL004';
    END IF;
    IF TG_OP = 'UPDATE'
        AND (NEW.log, NEW.origin, NEW.size) IS DISTINCT FROM (OLD.log, OLD.origin, OLD.size + 1)
        OR TG_OP = 'INSERT' AND NEW.size <> 1 THEN
        RAISE EXCEPTION 'ledger_head grows by one' USING ERRCODE = 'DL004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_head_moves BEFORE INSERT OR UPDATE ON public.ledger_head
    FOR EACH ROW EXECUTE FUNCTION public.ledger_head_moves();
ALTER TABLE public.ledger_head ENABLE ALWAYS TRIGGER ledger_head_moves;

-- A private part comes before its entry, never after.
CREATE FUNCTION public.ledger_private_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.ledger_event WHERE log = NEW.log AND event_id = NEW.event_id) THEN
        RAISE EXCEPTION 'a private part can''t be added to an entry' USING ERRCODE = 'DL004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_private_first BEFORE INSERT ON public.ledger_private
    FOR EACH ROW EXECUTE FUNCTION public.ledger_private_first();
ALTER TABLE public.ledger_private ENABLE ALWAYS TRIGGER ledger_private_first;

-- A key may be wrapped anew, or destroyed for good. Nothing else about it changes.
CREATE FUNCTION public.ledger_key_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.wrapped IS NULL
        OR (NEW.key_id, NEW.key_of, NEW.created_at)
            IS DISTINCT FROM (OLD.key_id, OLD.key_of, OLD.created_at) THEN
        RAISE EXCEPTION 'a key is only wrapped anew or destroyed' USING ERRCODE = 'DL004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_key_changes BEFORE UPDATE ON public.ledger_key
    FOR EACH ROW EXECUTE FUNCTION public.ledger_key_changes();
ALTER TABLE public.ledger_key ENABLE ALWAYS TRIGGER ledger_key_changes;
"""

# By column: a table-level INSERT would let a writer offer an index or a hash. REVOKE first, because the
# database's default privileges gave the application everything on a new table.
GRANTS = """
REVOKE ALL ON public.ledger_head, public.ledger_event, public.ledger_private, public.ledger_key
    FROM PUBLIC, {app};
GRANT SELECT ON public.ledger_head, public.ledger_event, public.ledger_private, public.ledger_key TO {app};
GRANT INSERT (entry) ON public.ledger_event TO {app};
GRANT INSERT (log, event_id, key_id, sealed) ON public.ledger_private TO {app};
GRANT INSERT (key_id, key_of, kek_id, wrapped, created_at) ON public.ledger_key TO {app};
GRANT UPDATE (kek_id, wrapped, destroyed_log, destroyed_event) ON public.ledger_key TO {app};
"""

BACK = """
DROP TRIGGER ledger_event_fixed ON public.ledger_event;
DROP TRIGGER ledger_private_fixed ON public.ledger_private;
DROP TRIGGER ledger_head_fixed ON public.ledger_head;
DROP TRIGGER ledger_key_fixed ON public.ledger_key;
DROP TRIGGER ledger_head_moves ON public.ledger_head;
DROP TRIGGER ledger_private_first ON public.ledger_private;
DROP TRIGGER ledger_key_changes ON public.ledger_key;
DROP FUNCTION public.ledger_refuse(), public.ledger_head_moves(), public.ledger_private_first(),
    public.ledger_key_changes();
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the application's role what it needs, and nothing more."""
    schema_editor.execute(GRANTS.format(app=schema_editor.quote_name(settings.APP_DATABASE_ROLE)))


class Migration(migrations.Migration):
    """Guards and grants."""

    dependencies = [("ledger", "0001_ledger")]
    operations = [
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]

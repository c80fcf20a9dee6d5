"""A program prepares and never decides: the database holds it too. What it sent is kept."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PROGRAMS_ONLY_LOG = """
CREATE FUNCTION requests_app_program_only_logs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    actor bigint;
    logs boolean;
BEGIN
    IF TG_TABLE_NAME = 'requests_app_participation' THEN
        actor := NEW.person_id;
        logs := NEW.part = 'prepares';
    ELSE
        actor := NEW.changed_by_id;
        logs := NEW.verb IN ('start', 'submit', 'link');
    END IF;
    IF NOT logs AND EXISTS (SELECT FROM public.practices_person WHERE id = actor AND is_service) THEN
        RAISE EXCEPTION 'a program logs requests and does nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'program_only_logs';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER participation_of_a_program BEFORE INSERT OR UPDATE ON requests_app_participation
    FOR EACH ROW EXECUTE FUNCTION requests_app_program_only_logs();
CREATE TRIGGER change_by_a_program BEFORE INSERT OR UPDATE ON requests_app_statuschange
    FOR EACH ROW EXECUTE FUNCTION requests_app_program_only_logs();
ALTER TABLE requests_app_participation ENABLE ALWAYS TRIGGER participation_of_a_program;
ALTER TABLE requests_app_statuschange ENABLE ALWAYS TRIGGER change_by_a_program;
"""

DROP = """
DROP TRIGGER change_by_a_program ON requests_app_statuschange;
DROP TRIGGER participation_of_a_program ON requests_app_participation;
DROP FUNCTION requests_app_program_only_logs();
"""


def restrict(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes away what the default privileges gave: a key that is forgotten could log twice."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON requests_app_takenin FROM {role}")


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The default privileges again."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"GRANT UPDATE, DELETE ON requests_app_takenin TO {role}")


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0004_taken_in")]

    operations = [
        migrations.RunSQL(PROGRAMS_ONLY_LOG, DROP),
        migrations.RunPython(restrict, restore),
    ]

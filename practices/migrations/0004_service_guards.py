"""A program holds no role, and stays a program; its accounts and tokens are kept."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Each trigger names the column of the person as its argument.
REFUSE_SERVICE = """
CREATE FUNCTION practices_refuse_service() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.practices_person
               WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint AND is_service) THEN
        RAISE EXCEPTION 'a service account holds no role'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'service_holds_no_role';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_of_a_person BEFORE INSERT OR UPDATE ON practices_membership
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_service('person_id');
CREATE TRIGGER deputyship_of_a_person BEFORE INSERT OR UPDATE ON practices_deputyship
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_service('deputy_id');
CREATE TRIGGER outside_guardian_is_a_person BEFORE INSERT OR UPDATE ON practices_outsideguardian
    FOR EACH ROW EXECUTE FUNCTION practices_refuse_service('person_id');
ALTER TABLE practices_membership ENABLE ALWAYS TRIGGER membership_of_a_person;
ALTER TABLE practices_deputyship ENABLE ALWAYS TRIGGER deputyship_of_a_person;
ALTER TABLE practices_outsideguardian ENABLE ALWAYS TRIGGER outside_guardian_is_a_person;

CREATE FUNCTION practices_service_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a person does not become a program, nor a program a person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'person_service_stays';
END $$;
CREATE TRIGGER person_service_stays BEFORE UPDATE ON practices_person
    FOR EACH ROW WHEN (OLD.is_service IS DISTINCT FROM NEW.is_service)
    EXECUTE FUNCTION practices_service_stays();
ALTER TABLE practices_person ENABLE ALWAYS TRIGGER person_service_stays;
"""

DROP = """
DROP TRIGGER person_service_stays ON practices_person;
DROP FUNCTION practices_service_stays();
DROP TRIGGER membership_of_a_person ON practices_membership;
DROP TRIGGER deputyship_of_a_person ON practices_deputyship;
DROP TRIGGER outside_guardian_is_a_person ON practices_outsideguardian;
DROP FUNCTION practices_refuse_service();
"""

KEPT = ("practices_serviceaccount", "practices_servicetoken")


def restrict(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes away what the default privileges gave."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON {', '.join(KEPT)} FROM {role}")


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The default privileges again."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"GRANT DELETE ON {', '.join(KEPT)} TO {role}")


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_service_accounts")]

    operations = [
        migrations.RunSQL(REFUSE_SERVICE, DROP),
        migrations.RunPython(restrict, restore),
    ]

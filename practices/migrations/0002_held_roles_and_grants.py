"""Triggers that keep HeldRole, and what the application's role may not do."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The function runs with its owner's rights, so that the application can't write held roles itself.
KEEP_HELD_ROLE = """
CREATE FUNCTION practices_keep_held_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    holder bigint;
    membership bigint;
    deputyship bigint;
BEGIN
    IF TG_TABLE_NAME = 'practices_membership' THEN
        membership := NEW.id;
        holder := NEW.person_id;
        DELETE FROM public.practices_heldrole WHERE membership_id = NEW.id;
    ELSE
        deputyship := NEW.id;
        holder := NEW.deputy_id;
        DELETE FROM public.practices_heldrole WHERE deputyship_id = NEW.id;
    END IF;
    IF NOT NEW.stopped THEN
        INSERT INTO public.practices_heldrole
            (membership_id, deputyship_id, person_id, practice_id, kind, period)
        VALUES (membership, deputyship, holder, NEW.practice_id,
                CASE WHEN NEW.role = 'auditor' THEN 'auditor' ELSE 'other' END,
                daterange(NEW.starts_on, NEW.ends_on, '[]'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER membership_keeps_held_role AFTER INSERT OR UPDATE ON practices_membership
    FOR EACH ROW EXECUTE FUNCTION practices_keep_held_role();
CREATE TRIGGER deputyship_keeps_held_role AFTER INSERT OR UPDATE ON practices_deputyship
    FOR EACH ROW EXECUTE FUNCTION practices_keep_held_role();
ALTER TABLE practices_membership ENABLE ALWAYS TRIGGER membership_keeps_held_role;
ALTER TABLE practices_deputyship ENABLE ALWAYS TRIGGER deputyship_keeps_held_role;
"""

DROP = """
DROP TRIGGER membership_keeps_held_role ON practices_membership;
DROP TRIGGER deputyship_keeps_held_role ON practices_deputyship;
DROP FUNCTION practices_keep_held_role();
"""

# A register doesn't forget: practices, people and who held which role stay.
KEPT = (
    "practices_practice",
    "practices_person",
    "practices_membership",
    "practices_deputyship",
    "practices_outsideguardian",
)


def restrict(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes away what the default privileges gave."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON {', '.join(KEPT)} FROM {role}")
    schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON practices_heldrole FROM {role}")


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The default privileges again."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"GRANT DELETE ON {', '.join(KEPT)} TO {role}")
    schema_editor.execute(f"GRANT INSERT, UPDATE, DELETE ON practices_heldrole TO {role}")


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_people")]

    operations = [
        migrations.RunSQL(KEEP_HELD_ROLE, DROP),
        migrations.RunPython(restrict, restore),
    ]

"""A proposal that was answered and a hold that was lifted stand as they are: what comes next is a new row."""

from django.db import migrations

T = "requests_app_"
ANSWERED = {
    "disposal": "OLD.confirmed_at IS NOT NULL OR OLD.declined_at IS NOT NULL",
    "disposalhold": "OLD.lifted_at IS NOT NULL",
}
STAND = "\n".join(
    f"CREATE TRIGGER {name}_answer_stands BEFORE UPDATE OR DELETE ON {T}{name}"
    f" FOR EACH ROW WHEN ({answered}) EXECUTE FUNCTION {T}refuse_change();"
    f"ALTER TABLE {T}{name} ENABLE ALWAYS TRIGGER {name}_answer_stands;"
    for name, answered in ANSWERED.items()
)
FALL = "\n".join(f"DROP TRIGGER {name}_answer_stands ON {T}{name};" for name in ANSWERED)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0011_disposal")]

    operations = [migrations.RunSQL(STAND, FALL)]

"""What the database holds by itself, whatever door a change comes through.

- No StatusChange, decision, release or disclosure commits without its ledger entry, and no state
  without its StatusChange.
- Whoever reviewed or decided took part, so that the exclusion constraint on Participation bars one
  person from both; the emergency flag there is the request's own.
- A release needs an approved request and a live decision, whose recipient and route are its own; a
  released item needs an item decision of that decision that says "disclose".
- What was decided or happened is never updated or deleted.
"""

from django.conf import settings
from django.db import migrations

ROLE = settings.APP_DATABASE_ROLE
T = "requests_app_"

WITH_LEDGER_ENTRY = ("statuschange", "decision", "release", "disclosure")
REVIEWS = ("triage", "legalbasisreview", "publicinterestreview")
# Rows that are never changed; and tables in which only these columns ever change.
FROZEN = (
    "itemdecision",
    "releaseditem",
    "disclosure",
    "discloseditem",
    "note",
    "correction",
    "emergencyreview",
    "incident",
)
CHANGEABLE = {
    "statuschange": (),
    "decision": ("voided_at", "voided_because"),
    "release": ("ended_at", "ended_because"),
    "participation": ("emergency",),
    "conflict": (),
}


def foreign_keys() -> str:
    """Composite keys that Django can't write; checked at commit."""
    later = "DEFERRABLE INITIALLY DEFERRED"
    lines = [
        f"ALTER TABLE {T}{name} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)"
        f" REFERENCES ledger_event (log, event_id) {later};"
        for name in WITH_LEDGER_ENTRY
    ]
    lines += [
        f"ALTER TABLE {T}{name} ADD CONSTRAINT {name}_reviewer_took_part FOREIGN KEY"
        f" (request_id, reviewer_id, part) REFERENCES {T}participation (request_id, person_id, part) {later};"
        for name in REVIEWS
    ]
    lines += [
        f"ALTER TABLE {T}decision ADD CONSTRAINT decision_guardian_took_part"
        f" FOREIGN KEY (request_id, decided_by_id, part)"
        f" REFERENCES {T}participation (request_id, person_id, part) {later};",
        f"ALTER TABLE {T}request ADD CONSTRAINT request_state_has_its_change FOREIGN KEY"
        f" (id, change_number, state) REFERENCES {T}statuschange (request_id, number, to_state) {later};",
        f"ALTER TABLE {T}participation ADD CONSTRAINT participation_emergency_is_the_requests"
        f" FOREIGN KEY (request_id, emergency) REFERENCES {T}request (id, emergency) {later};",
        f"ALTER TABLE {T}releaseditem ADD CONSTRAINT released_item_was_approved FOREIGN KEY"
        f" (item_decision_id, outcome) REFERENCES {T}itemdecision (id, outcome);",
    ]
    return "\n".join(lines)


TRIGGERS = f"""
CREATE FUNCTION {T}release_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
    PERFORM 1 FROM {T}request WHERE id = NEW.request_id AND state = 'approved' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a release needs an approved request' USING ERRCODE = 'check_violation';
    END IF;
    SELECT d.recipient, d.route, d.expires_at INTO held FROM {T}decision d
     WHERE d.id = NEW.decision_id AND d.request_id = NEW.request_id AND d.approves AND d.voided_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a release needs a live approval of its request' USING ERRCODE = 'check_violation';
    END IF;
    IF held.recipient <> NEW.recipient OR held.route <> NEW.route OR held.expires_at <= NEW.released_at THEN
        RAISE EXCEPTION 'a release keeps to the approved recipient, route and expiry'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_needs_approval BEFORE INSERT ON {T}release
    FOR EACH ROW EXECUTE FUNCTION {T}release_needs_approval();
ALTER TABLE {T}release ENABLE ALWAYS TRIGGER release_needs_approval;

CREATE FUNCTION {T}released_item_of_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM {T}release r JOIN {T}itemdecision i ON i.decision_id = r.decision_id
     WHERE r.id = NEW.release_id AND i.id = NEW.item_decision_id AND r.ended_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a released item belongs to the decision of a live release'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER released_item_of_its_decision BEFORE INSERT ON {T}releaseditem
    FOR EACH ROW EXECUTE FUNCTION {T}released_item_of_its_decision();
ALTER TABLE {T}releaseditem ENABLE ALWAYS TRIGGER released_item_of_its_decision;

CREATE FUNCTION {T}disclosed_item_of_its_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM {T}disclosure d JOIN {T}releaseditem i ON i.release_id = d.release_id
     WHERE d.id = NEW.disclosure_id AND i.id = NEW.released_item_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a disclosed item belongs to the release of its disclosure'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER disclosed_item_of_its_release BEFORE INSERT ON {T}discloseditem
    FOR EACH ROW EXECUTE FUNCTION {T}disclosed_item_of_its_release();
ALTER TABLE {T}discloseditem ENABLE ALWAYS TRIGGER disclosed_item_of_its_release;

CREATE FUNCTION {T}refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION {T}only_with_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM {T}request WHERE id = OLD.request_id AND state <> 'draft';
    IF FOUND THEN
        RAISE EXCEPTION '% goes only with a draft', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""  # noqa: S608 (the names are this file's own)


def frozen() -> str:
    """Grants and triggers for what is never changed; a draft's own rows may go with the draft."""
    lines = []
    for name in FROZEN:
        lines += [
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {T}{name} FROM {ROLE};",
            f"CREATE TRIGGER {name}_is_never_changed BEFORE UPDATE OR DELETE ON {T}{name}"
            f" FOR EACH ROW EXECUTE FUNCTION {T}refuse_change();",
            f"ALTER TABLE {T}{name} ENABLE ALWAYS TRIGGER {name}_is_never_changed;",
        ]
    for name, columns in CHANGEABLE.items():
        lines.append(f"REVOKE UPDATE, TRUNCATE ON {T}{name} FROM {ROLE};")
        if columns:
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {T}{name} TO {ROLE};")
    for name in ("decision", "release", "conflict"):
        lines.append(f"REVOKE DELETE ON {T}{name} FROM {ROLE};")
    for name, when in (("statuschange", "DELETE"), ("participation", "UPDATE OR DELETE")):
        lines += [
            f"CREATE TRIGGER {name}_goes_only_with_a_draft BEFORE {when} ON {T}{name}"
            f" FOR EACH ROW EXECUTE FUNCTION {T}only_with_a_draft();",
            f"ALTER TABLE {T}{name} ENABLE ALWAYS TRIGGER {name}_goes_only_with_a_draft;",
        ]
    return "\n".join(lines)


def undo() -> str:
    """The way back, for a development database."""
    functions = (
        "release_needs_approval",
        "released_item_of_its_decision",
        "disclosed_item_of_its_release",
        "refuse_change",
        "only_with_a_draft",
    )
    return "\n".join(f"DROP FUNCTION {T}{name}() CASCADE;" for name in functions)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_journey"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(foreign_keys(), migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, undo()),
        migrations.RunSQL(frozen(), migrations.RunSQL.noop),
    ]

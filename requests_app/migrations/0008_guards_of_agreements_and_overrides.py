"""What the database holds of agreements, overrides, advice and pinned law, whatever door a change comes through.

- No status of an agreement, joining or override commits without its ledger entry.
- No release passes an agreement that fell, or that the practice left, after the approval was given.
- Who proposed an override took part in the request, so that they can't decide it.
- Nothing of it is deleted, and only what answers a proposal is filled in later.
"""

from django.conf import settings
from django.db import migrations

ROLE = settings.APP_DATABASE_ROLE
T = "requests_app_"

WITH_LEDGER_ENTRY = ("agreementchange", "agreementjoining", "prohibitionoverride")
CHANGEABLE = {
    "agreementchange": ("confirmed_by_id", "confirmed_at", "declined_by_id", "declined_at"),
    "agreementjoining": ("confirmed_by_id", "confirmed_at", "left_by_id", "left_at", "left_because"),
    "prohibitionoverride": ("confirmed_by_id", "confirmed_at", "voided_at", "voided_because"),
    "advicereferral": ("answer", "answered_by_name", "answered_on", "recorded_by_id", "recorded_at"),
    "catalogueversion": (),
}

RELEASE = f"""
CREATE OR REPLACE FUNCTION {T}release_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
    PERFORM 1 FROM {T}request WHERE id = NEW.request_id AND state = 'approved' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a release needs an approved request' USING ERRCODE = 'check_violation';
    END IF;
    SELECT d.recipient, d.route, d.expires_at, d.decided_at, d.emergency INTO held FROM {T}decision d
     WHERE d.id = NEW.decision_id AND d.request_id = NEW.request_id AND d.approves AND d.voided_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a release needs a live approval of its request' USING ERRCODE = 'check_violation';
    END IF;
    IF held.recipient <> NEW.recipient OR held.route <> NEW.route OR held.expires_at <= NEW.released_at THEN
        RAISE EXCEPTION 'a release keeps to the approved recipient, route and expiry'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT held.emergency THEN
        PERFORM 1 FROM {T}request r JOIN {T}sharingagreement a ON a.id = r.agreement_id
         WHERE r.id = NEW.request_id
           AND (a.fallen_at > held.decided_at OR EXISTS (
                SELECT FROM {T}agreementjoining j WHERE j.agreement_id = a.id
                   AND j.practice_id = r.practice_id AND j.left_at > held.decided_at));
        IF FOUND THEN
            RAISE EXCEPTION 'the agreement that it rests on fell after the approval'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'release_agreement_stands';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""  # noqa: S608 (the names are this file's own)

BEFORE = f"""
CREATE OR REPLACE FUNCTION {T}release_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""  # noqa: S608 (the names are this file's own)


def rights() -> str:
    """Foreign keys that Django can't write, and the grants."""
    later = "DEFERRABLE INITIALLY DEFERRED"
    lines = [
        f"ALTER TABLE {T}{name} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)"
        f" REFERENCES ledger_event (log, event_id) {later};"
        for name in WITH_LEDGER_ENTRY
    ]
    lines.append(
        f"ALTER TABLE {T}prohibitionoverride ADD CONSTRAINT override_proposer_took_part FOREIGN KEY"
        f" (request_id, proposed_by_id, part) REFERENCES {T}participation (request_id, person_id, part) {later};"
    )
    for name, columns in CHANGEABLE.items():
        lines.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {T}{name} FROM {ROLE};")
        if columns:
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {T}{name} TO {ROLE};")
    lines.append(f"REVOKE DELETE, TRUNCATE ON {T}sharingagreement FROM {ROLE};")
    lines += [
        f"CREATE TRIGGER catalogueversion_is_never_changed BEFORE UPDATE OR DELETE ON {T}catalogueversion"
        f" FOR EACH ROW EXECUTE FUNCTION {T}refuse_change();",
        f"ALTER TABLE {T}catalogueversion ENABLE ALWAYS TRIGGER catalogueversion_is_never_changed;",
    ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0007_agreements_overrides_advice")]

    operations = [
        migrations.RunSQL(RELEASE, BEFORE),
        migrations.RunSQL(rights(), migrations.RunSQL.noop),
    ]

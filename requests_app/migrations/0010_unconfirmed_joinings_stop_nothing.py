"""A joining that the guardian never confirmed covered nothing: taking it back stops no release."""

from django.db import migrations

T = "requests_app_"

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
                   AND j.practice_id = r.practice_id AND j.confirmed_at IS NOT NULL
                   AND j.left_at > held.decided_at));
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


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0009_requests_by_agreement")]

    operations = [migrations.RunSQL(RELEASE, BEFORE)]

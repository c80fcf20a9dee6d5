"""What rests on a consent names it, and the database holds it: in findings, and when an item is released.

- A finding that an item is consented to names a consent of its own request and of the person whom that is
  about now, that holds the item as it is worded now, and isn't withdrawn. Findings that are older than
  consents keep standing as they are (the constraint isn't validated: they name none), and nothing can be
  released on them.
- An item whose live finding rests on a consent is released only under it, as it stands at that moment.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

T = "requests_app_"

GUARDS = f"""
CREATE FUNCTION {T}finding_rests_on_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM consent_consent c
      JOIN {T}legalbasisreview v ON v.id = NEW.review_id
      JOIN {T}request r ON r.id = v.request_id AND r.key = c.for_request
      JOIN {T}askeditem i ON i.id = NEW.item_id AND i.request_id = r.id
     WHERE c.id = NEW.consent_id AND c.withdrawn_at IS NULL AND c.subject_version = r.subject_version
       AND c.items ? coalesce(nullif(i.code, ''), 'X' || i.position)
       AND c.wording -> coalesce(nullif(i.code, ''), 'X' || i.position)
           = jsonb_build_array(i.own_words, i.detail)
       FOR SHARE OF c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a finding rests on a live consent of its request that holds the item'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_finding_consent_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_rests_on_consent BEFORE INSERT OR UPDATE ON {T}legalbasisfinding
    FOR EACH ROW WHEN (NEW.consent_id IS NOT NULL) EXECUTE FUNCTION {T}finding_rests_on_consent();
ALTER TABLE {T}legalbasisfinding ENABLE ALWAYS TRIGGER finding_rests_on_consent;

CREATE FUNCTION {T}released_item_keeps_to_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
    FOR held IN
        SELECT f.consent_id, go.recipient, r.key, r.purpose, r.subject_version,
               jsonb_build_array(i.own_words, i.detail) AS wording,
               coalesce(nullif(i.code, ''), 'X' || i.position) AS token,
               (go.released_at AT TIME ZONE 'Europe/London')::date AS day
          FROM {T}release go
          JOIN {T}request r ON r.id = go.request_id
          JOIN {T}decision d ON d.id = go.decision_id AND NOT d.emergency
          JOIN {T}itemdecision decided ON decided.id = NEW.item_decision_id
          JOIN {T}askeditem i ON i.id = decided.item_id
          JOIN {T}legalbasisreview v ON v.request_id = r.id AND v.voided_at IS NULL
          JOIN {T}legalbasisfinding f ON f.review_id = v.id AND f.item_id = i.id AND f.effect = 'consented'
         WHERE go.id = NEW.release_id
    LOOP
        PERFORM 1 FROM consent_consent c
         WHERE c.id = held.consent_id AND c.for_request = held.key AND c.withdrawn_at IS NULL
           AND c.subject_version = held.subject_version
           AND c.items ? held.token AND c.wording -> held.token = held.wording
           AND c.recipient = held.recipient AND c.purpose = held.purpose
           AND held.day BETWEEN c.valid_from AND c.valid_until
           FOR SHARE OF c;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the consent that it rests on does not cover this release'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'release_consent_stands';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER released_item_keeps_to_consent BEFORE INSERT ON {T}releaseditem
    FOR EACH ROW EXECUTE FUNCTION {T}released_item_keeps_to_consent();
ALTER TABLE {T}releaseditem ENABLE ALWAYS TRIGGER released_item_keeps_to_consent;
"""  # noqa: S608 (the names are this file's own)
UNDO = f"""
DROP FUNCTION {T}finding_rests_on_consent() CASCADE;
DROP FUNCTION {T}released_item_keeps_to_consent() CASCADE;
"""


class Migration(migrations.Migration):
    atomic = False  # the index is made beside what goes on

    dependencies = [("requests_app", "0019_more_hand_overs_checked"), ("consent", "0001_consent")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="subject_version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="legalbasisreview",
            name="consent_sought",
            field=models.CharField(
                blank=True,
                choices=[
                    ("asked", "Sought, not answered yet"),
                    ("given", "Sought and given"),
                    ("in_part", "Sought and given in part: not for everything that was asked"),
                    ("refused", "Sought and refused"),
                    ("no_answer", "Sought, and not answered in time"),
                    ("withdrawn", "Sought and given, and withdrawn since"),
                    ("ended", "Sought and given, and not valid today"),
                    ("unsafe", "Not sought: unsafe"),
                    ("defeats", "Not sought: it would defeat the purpose"),
                    ("impracticable", "Not sought: impracticable"),
                    ("not_needed", "Not sought: nothing can lawfully leave, or the law compels"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="legalbasisfinding",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consent.consent",
            ),
        ),
        AddConstraintNotValid(
            model_name="legalbasisfinding",
            constraint=models.CheckConstraint(
                name="legal_finding_consented_names_consent",
                condition=Q(effect="consented", consent__isnull=False)
                | (~Q(effect="consented") & Q(consent=None)),
            ),
        ),
        AddIndexConcurrently(
            model_name="legalbasisfinding",
            index=models.Index(
                name="legal_finding_by_consent", fields=["consent"], condition=Q(consent__isnull=False)
            ),
        ),
        migrations.RunSQL(GUARDS, UNDO),
    ]

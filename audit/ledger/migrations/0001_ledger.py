"""The ledger's tables, and the trigger that appends. docs/ledger.md explains the rules; 0002 adds guards."""

from typing import Any

from django.db import migrations, models

TABLES = r"""
CREATE TABLE public.ledger_head (
    log text CONSTRAINT ledger_head_pkey PRIMARY KEY,
    origin text NOT NULL,
    size bigint NOT NULL CONSTRAINT ledger_head_size_positive CHECK (size > 0)
);

-- Truly immutable: the one form that it accepts depends on no setting. Any other form gives NULL.
CREATE FUNCTION public.ledger_instant(written text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$'
                THEN written::timestamptz END
$$;

-- A writer gives the entry alone. All else is computed from it, so that no copy can be false.
CREATE TABLE public.ledger_event (
    log text NOT NULL
        GENERATED ALWAYS AS (COALESCE('practice/' || ((entry::json) ->> 'practice'), 'site')) STORED
        CONSTRAINT ledger_event_log_named CHECK (
            log ~ '^(site|practice/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'),
    leaf_index bigint NOT NULL,
    event_id uuid NOT NULL GENERATED ALWAYS AS (((entry::json) ->> 'event_id')::uuid) STORED,
    event text NOT NULL GENERATED ALWAYS AS ((entry::json) ->> 'event') STORED
        CONSTRAINT ledger_event_event_named CHECK (event ~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$'),
    actor text NOT NULL GENERATED ALWAYS AS ((entry::json) ->> 'actor') STORED
        CONSTRAINT ledger_event_actor_opaque CHECK (
            actor ~ '^(system:[a-z][a-z0-9_.-]*|[a-z][a-z_]*:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'),
    about text NOT NULL GENERATED ALWAYS AS ((entry::json) ->> 'about') STORED
        CONSTRAINT ledger_event_about_opaque CHECK (
            about ~ '^(system:[a-z][a-z0-9_.-]*|[a-z][a-z_]*:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'),
    at timestamptz NOT NULL GENERATED ALWAYS AS (public.ledger_instant((entry::json) ->> 'at')) STORED,
    entry text NOT NULL
        CONSTRAINT ledger_event_entry_size CHECK (octet_length(entry) <= 60000)
        -- ASCII without a space or a backslash: free text can't enter by any door.
        CONSTRAINT ledger_event_entry_plain CHECK (entry ~ '^[!-\[\]-~]+$'),
    leaf_hash bytea NOT NULL CONSTRAINT ledger_event_leaf_hash_size CHECK (octet_length(leaf_hash) = 32),
    CONSTRAINT ledger_event_pkey PRIMARY KEY (log, leaf_index),
    CONSTRAINT ledger_event_event_id_once UNIQUE (log, event_id),
    CONSTRAINT ledger_event_event_id_canonical CHECK (((entry::json) ->> 'event_id') = event_id::text)
);
CREATE INDEX ledger_event_about ON public.ledger_event (log, about, leaf_index);
CREATE INDEX ledger_event_actor ON public.ledger_event (log, actor, leaf_index);
CREATE INDEX ledger_event_at ON public.ledger_event (log, at);

CREATE TABLE public.ledger_key (
    key_id uuid CONSTRAINT ledger_key_pkey PRIMARY KEY,
    key_of text NOT NULL,
    kek_id text NOT NULL,
    wrapped bytea,
    created_at timestamptz NOT NULL,
    destroyed_log text,
    destroyed_event uuid,
    -- A key is gone exactly when an entry says so.
    CONSTRAINT ledger_key_destroyed_is_recorded CHECK (
        (wrapped IS NULL) = (destroyed_event IS NOT NULL)
        AND (destroyed_log IS NULL) = (destroyed_event IS NULL)),
    CONSTRAINT ledger_key_destroyed_entry FOREIGN KEY (destroyed_log, destroyed_event)
        REFERENCES public.ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ledger_key_live ON public.ledger_key (key_of) WHERE wrapped IS NOT NULL;

CREATE TABLE public.ledger_private (
    log text NOT NULL,
    event_id uuid NOT NULL,
    key_id uuid NOT NULL CONSTRAINT ledger_private_key REFERENCES public.ledger_key (key_id),
    sealed bytea NOT NULL,
    CONSTRAINT ledger_private_pkey PRIMARY KEY (log, event_id),
    CONSTRAINT ledger_private_entry FOREIGN KEY (log, event_id)
        REFERENCES public.ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ledger_private_key_id ON public.ledger_private (key_id);
"""

APPEND = r"""
-- Runs as the owner: the application's role can't write the head itself.
CREATE FUNCTION public.ledger_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said json;
    said_id uuid;
    in_log text;
    in_origin text;
    said_private json;
    wrote text := NULLIF(current_setting('ledger.log', true), '');
BEGIN
    IF NEW.leaf_index IS NOT NULL OR NEW.leaf_hash IS NOT NULL THEN
        RAISE EXCEPTION 'the database alone gives an entry its index and its hash' USING ERRCODE = 'DL003';
    END IF;
    said := NEW.entry::json;
    IF (SELECT string_agg(k, ',' ORDER BY n) FROM json_object_keys(said) WITH ORDINALITY AS keys (k, n))
        IS DISTINCT FROM 'about,actor,at,event,event_id,facts,origin,practice,private,v' THEN
        RAISE EXCEPTION 'an entry has the ten keys of version 1, once each, in order' USING ERRCODE = 'DL003';
    END IF;
    IF (said -> 'v')::text <> '1' OR json_typeof(said -> 'facts') <> 'object' THEN
        RAISE EXCEPTION 'an entry says version 1 and has its facts as an object' USING ERRCODE = 'DL003';
    END IF;
    said_id := (said ->> 'event_id')::uuid;
    in_log := COALESCE('practice/' || (said ->> 'practice'), 'site');
    in_origin := said ->> 'origin';
    IF (in_origin LIKE '_%/' || in_log) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry''s origin ends in its log''s name' USING ERRCODE = 'DL003';
    END IF;

    -- Two logs in opposite order would deadlock. Transaction-local; a savepoint's rollback takes it back.
    IF wrote <> in_log THEN
        RAISE EXCEPTION 'this transaction has written to the log % and can''t write to %', wrote, in_log
            USING ERRCODE = 'DL001';
    END IF;
    PERFORM set_config('ledger.log', in_log, true);

    INSERT INTO public.ledger_head AS head (log, origin, size) VALUES (in_log, in_origin, 1)
    ON CONFLICT (log) DO UPDATE SET size = head.size + 1 WHERE head.origin = EXCLUDED.origin
    RETURNING head.size - 1 INTO NEW.leaf_index;
    IF NEW.leaf_index IS NULL THEN
        RAISE EXCEPTION 'the log % was begun under another origin than %', in_log, in_origin
            USING ERRCODE = 'DL002';
    END IF;
    -- Here and not by the unique constraint alone: ON CONFLICT DO NOTHING would leave a gap behind the head.
    IF EXISTS (SELECT FROM public.ledger_event WHERE log = in_log AND event_id = said_id) THEN
        RAISE EXCEPTION 'the log has an entry with this event id' USING ERRCODE = 'DL003';
    END IF;

    said_private := said -> 'private';
    IF json_typeof(said_private) = 'null' THEN
        IF EXISTS (SELECT FROM public.ledger_private WHERE log = in_log AND event_id = said_id) THEN
            RAISE EXCEPTION 'the entry commits to no private part, but one is stored' USING ERRCODE = 'DL003';
        END IF;
    ELSE
        IF ((said_private ->> 'hmac_sha256') ~ '^[0-9a-f]{64}$') IS NOT TRUE
            OR NOT EXISTS (SELECT FROM public.ledger_private p JOIN public.ledger_key k USING (key_id)
                           WHERE p.log = in_log AND p.event_id = said_id
                           AND k.key_of = said_private ->> 'key_of') THEN
            RAISE EXCEPTION 'the entry commits to a private part that isn''t stored' USING ERRCODE = 'DL003';
        END IF;
    END IF;

    NEW.leaf_hash := sha256('\x00'::bytea || convert_to(NEW.entry, 'UTF8'));
    RETURN NEW;
END $$;
-- Or the application could hang it on a table of its own and move a head without an entry.
REVOKE ALL ON FUNCTION public.ledger_append() FROM PUBLIC;

CREATE TRIGGER ledger_event_append BEFORE INSERT ON public.ledger_event
    FOR EACH ROW EXECUTE FUNCTION public.ledger_append();
ALTER TABLE public.ledger_event ENABLE ALWAYS TRIGGER ledger_event_append;
"""

BACK = """
DROP TABLE public.ledger_private, public.ledger_key, public.ledger_event, public.ledger_head;
DROP FUNCTION public.ledger_append();
DROP FUNCTION public.ledger_instant(text);
"""


def unmanaged(name: str, **fields: "models.Field[Any, Any]") -> migrations.CreateModel:
    """The model's state for Django, which makes no table of its own."""
    options = {"managed": False, "db_table": f"ledger_{name.lower()}"}
    return migrations.CreateModel(name=name, fields=list(fields.items()), options=options)


class Migration(migrations.Migration):
    """Everything that can never be rewritten: docs/ledger.md."""

    initial = True
    operations = [
        migrations.RunSQL(TABLES, BACK),
        migrations.RunSQL(APPEND, migrations.RunSQL.noop),
        unmanaged(
            "Head",
            log=models.TextField(primary_key=True, serialize=False),
            origin=models.TextField(),
            size=models.BigIntegerField(),
        ),
        unmanaged(
            "Event",
            pk=models.CompositePrimaryKey(
                "log", "leaf_index", blank=True, editable=False, primary_key=True, serialize=False
            ),
            log=models.TextField(),
            leaf_index=models.BigIntegerField(),
            event_id=models.UUIDField(),
            event=models.TextField(),
            actor=models.TextField(),
            about=models.TextField(),
            at=models.DateTimeField(),
            entry=models.TextField(),
            leaf_hash=models.BinaryField(),
        ),
        unmanaged(
            "Key",
            key_id=models.UUIDField(primary_key=True, serialize=False),
            key_of=models.TextField(),
            kek_id=models.TextField(),
            wrapped=models.BinaryField(null=True),
            created_at=models.DateTimeField(),
            destroyed_log=models.TextField(null=True),
            destroyed_event=models.UUIDField(null=True),
        ),
        unmanaged(
            "Private",
            pk=models.CompositePrimaryKey(
                "log", "event_id", blank=True, editable=False, primary_key=True, serialize=False
            ),
            log=models.TextField(),
            event_id=models.UUIDField(),
            key=models.ForeignKey("ledger.key", on_delete=models.PROTECT, db_column="key_id"),
            sealed=models.BinaryField(),
        ),
    ]

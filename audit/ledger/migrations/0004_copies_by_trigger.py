"""The append trigger takes an entry apart once, and fills the columns beside it itself.

Generated columns each parsed the entry's JSON anew, and check constraints were built anew with every
statement: together half of what an append cost. The trigger runs always, and the application's role may
still give the entry alone, so that a writer still can't offer a copy. Only the catalogue changes here: no
row is read or rewritten.
"""

from django.db import migrations

COLUMNS = """
ALTER TABLE public.ledger_event
    ALTER COLUMN log DROP EXPRESSION,
    ALTER COLUMN event_id DROP EXPRESSION,
    ALTER COLUMN event DROP EXPRESSION,
    ALTER COLUMN actor DROP EXPRESSION,
    ALTER COLUMN about DROP EXPRESSION,
    ALTER COLUMN at DROP EXPRESSION,
    DROP CONSTRAINT ledger_event_log_named,
    DROP CONSTRAINT ledger_event_event_named,
    DROP CONSTRAINT ledger_event_actor_opaque,
    DROP CONSTRAINT ledger_event_about_opaque,
    DROP CONSTRAINT ledger_event_entry_size,
    DROP CONSTRAINT ledger_event_entry_plain,
    DROP CONSTRAINT ledger_event_leaf_hash_size,
    DROP CONSTRAINT ledger_event_event_id_canonical;
"""

APPEND = r"""
-- Each expression here is made ready anew in every transaction, which costs more than to evaluate it: few
-- and large ones are quicker than many.
CREATE OR REPLACE FUNCTION public.ledger_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Without a backslash, every quotation mark begins or ends a string: the odd parts lie between strings.
    part text[] := string_to_array(NEW.entry, '"');
    last integer := cardinality(part);
    practice text;
    hmac text;
    said_key text;
    in_origin text;
    beginning text;
    ending text;
    facts text;
    wrote text := current_setting('ledger.log', true);
    doubled boolean;
    stored boolean;
BEGIN
    -- ASCII without a space or a backslash: free text can't enter by any door.
    IF num_nonnulls(NEW.log, NEW.leaf_index, NEW.event_id, NEW.event, NEW.actor, NEW.about, NEW.at,
                    NEW.leaf_hash) > 0
        OR octet_length(NEW.entry) > 60000 OR (NEW.entry ~ '^[!-\[\]-~]+$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a writer gives the entry alone: at most 60,000 bytes, ASCII without spaces or backslashes'
            USING ERRCODE = 'DL003';
    END IF;

    IF part[last - 3] <> 'private' THEN
        hmac := part[last - 7];
        said_key := part[last - 3];
        last := last - 8;
    END IF;
    IF part[last - 5] <> 'practice' THEN
        practice := part[last - 5];
        last := last - 2;
    END IF;
    in_origin := part[last - 7];
    beginning := concat('{"about":"', part[4], '","actor":"', part[8], '","at":"', part[12],
        '","event":"', part[16], '","event_id":"', part[20], '","facts":');
    ending := concat(',"origin":"', in_origin, '","practice":', '"' || practice || '"',
        CASE WHEN practice IS NULL THEN 'null' END, ',"private":',
        '{"hmac_sha256":"' || hmac || '","key_of":"' || said_key || '"}',
        CASE WHEN hmac IS NULL THEN 'null' END, ',"v":1}');
    facts := substr(NEW.entry, octet_length(beginning) + 1,
        greatest(0, octet_length(NEW.entry) - octet_length(beginning) - octet_length(ending)));
    -- Put together again it must be the same: no key more or less, none twice, none elsewhere. What is left
    -- are the facts, one object; with a key beside them it would be no JSON.
    IF (NEW.entry = concat(beginning, facts, ending) AND starts_with(facts, '{')
        AND pg_input_is_valid(facts, 'json')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry has the ten keys of version 1, once each, in order' USING ERRCODE = 'DL003';
    END IF;
    NEW.about := part[4];
    NEW.actor := part[8];
    NEW.at := part[12]::timestamptz;
    NEW.event := part[16];
    NEW.event_id := part[20]::uuid;
    -- Loops and fixed places: a pattern with counts costs five times as much.
    IF ((part[4] ~ '^[a-z][a-z_]*:[0-9a-f-]+$' AND part[4] LIKE '%:________-____-____-____-____________'
            AND part[4] NOT LIKE '%-%-%-%-%-%' OR part[4] ~ '^system:[a-z][a-z0-9_.-]*$')
        AND (part[8] ~ '^[a-z][a-z_]*:[0-9a-f-]+$' AND part[8] LIKE '%:________-____-____-____-____________'
            AND part[8] NOT LIKE '%-%-%-%-%-%' OR part[8] ~ '^system:[a-z][a-z0-9_.-]*$')
        AND part[12] LIKE '____-__-__T__:__:__.______Z' AND NEW.at < '10000-01-01'
        AND part[16] ~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$'
        AND NEW.event_id::text = part[20]
        AND (practice::uuid::text = practice) IS NOT FALSE) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry''s actor, subject, event, time, id and practice have their one form each'
            USING ERRCODE = 'DL003';
    END IF;
    NEW.log := coalesce('practice/' || practice, 'site');
    IF (in_origin LIKE '_%/' || NEW.log) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry''s origin ends in its log''s name' USING ERRCODE = 'DL003';
    END IF;

    -- Two logs in opposite order would deadlock. Transaction-local; a savepoint's rollback takes it back.
    IF wrote <> NEW.log AND wrote <> '' THEN
        RAISE EXCEPTION 'this transaction has written to the log % and can''t write to %', wrote, NEW.log
            USING ERRCODE = 'DL001';
    END IF;
    wrote := set_config('ledger.log', NEW.log, true);

    UPDATE public.ledger_head SET size = size + 1 WHERE log = NEW.log AND origin = in_origin
    RETURNING size - 1 INTO NEW.leaf_index;
    IF NEW.leaf_index IS NULL THEN
        INSERT INTO public.ledger_head AS head (log, origin, size) VALUES (NEW.log, in_origin, 1)
        ON CONFLICT (log) DO UPDATE SET size = head.size + 1 WHERE head.origin = EXCLUDED.origin
        RETURNING head.size - 1 INTO NEW.leaf_index;
        IF NEW.leaf_index IS NULL THEN
            RAISE EXCEPTION 'the log % was begun under another origin than %', NEW.log, in_origin
                USING ERRCODE = 'DL002';
        END IF;
    END IF;
    -- The id here and not by the unique constraint alone: ON CONFLICT DO NOTHING would leave a gap behind the
    -- head. A private part is there before its entry, or never.
    SELECT EXISTS (SELECT FROM public.ledger_event WHERE log = NEW.log AND event_id = NEW.event_id),
           EXISTS (SELECT FROM public.ledger_private p JOIN public.ledger_key k USING (key_id)
                   WHERE p.log = NEW.log AND p.event_id = NEW.event_id
                   AND (said_key IS NULL OR k.key_of = said_key))
        INTO doubled, stored;
    IF doubled THEN
        RAISE EXCEPTION 'the log has an entry with this event id' USING ERRCODE = 'DL003';
    END IF;
    IF stored <> (hmac IS NOT NULL) OR hmac !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'the entry commits to a private part that isn''t stored, or to none though one is'
            USING ERRCODE = 'DL003';
    END IF;

    NEW.leaf_hash := sha256('\x00'::bytea || convert_to(NEW.entry, 'UTF8'));
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """An append costs half. There is no way back: columns that a trigger fills can't become generated ones."""

    dependencies = [("ledger", "0003_trees")]
    operations = [migrations.RunSQL(COLUMNS + APPEND)]

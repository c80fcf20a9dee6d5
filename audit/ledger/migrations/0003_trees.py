"""The trees over the logs: what is integrated, what is signed, what witnesses said, and what went wrong.

Nothing here is believed because it is in the database: every hash is recomputed from entries, every
checkpoint carries a signature whose key is elsewhere. docs/ledger.md explains it.
"""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = r"""
-- A tree is named by its origin. A log has one; after it was frozen, a successor over the same entries.
CREATE TABLE public.ledger_tree (
    origin text CONSTRAINT ledger_tree_pkey PRIMARY KEY,
    log text NOT NULL CONSTRAINT ledger_tree_log_named CHECK (
        log ~ '^(root|site|practice/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'),
    era integer NOT NULL CONSTRAINT ledger_tree_era_counted CHECK (era >= 1),
    size bigint NOT NULL CONSTRAINT ledger_tree_size_counted CHECK (size >= 0),
    root_hash bytea NOT NULL CONSTRAINT ledger_tree_root_hash_size CHECK (octet_length(root_hash) = 32),
    integrated_at timestamptz NOT NULL,
    CONSTRAINT ledger_tree_era_once UNIQUE (log, era)
);

-- Levels 8, 16, 24, …: a row for 256 entries. Leaves are beside their entries, what lies between is hashed.
CREATE TABLE public.ledger_node (
    origin text NOT NULL CONSTRAINT ledger_node_tree REFERENCES public.ledger_tree,
    level smallint NOT NULL CONSTRAINT ledger_node_level_stored CHECK (level > 0 AND level % 8 = 0),
    node_index bigint NOT NULL CONSTRAINT ledger_node_index_counted CHECK (node_index >= 0),
    hash bytea NOT NULL CONSTRAINT ledger_node_hash_size CHECK (octet_length(hash) = 32),
    CONSTRAINT ledger_node_pkey PRIMARY KEY (origin, level, node_index)
);

CREATE TABLE public.ledger_checkpoint (
    origin text NOT NULL CONSTRAINT ledger_checkpoint_tree REFERENCES public.ledger_tree,
    size bigint NOT NULL CONSTRAINT ledger_checkpoint_size_counted CHECK (size >= 0),
    root_hash bytea NOT NULL CONSTRAINT ledger_checkpoint_root_hash_size CHECK (octet_length(root_hash) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT ledger_checkpoint_pkey PRIMARY KEY (origin, size)
);
CREATE INDEX ledger_checkpoint_signed_at ON public.ledger_checkpoint (origin, signed_at);

CREATE TABLE public.ledger_cosignature (
    origin text NOT NULL,
    size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    CONSTRAINT ledger_cosignature_pkey PRIMARY KEY (origin, size, witness),
    CONSTRAINT ledger_cosignature_checkpoint FOREIGN KEY (origin, size) REFERENCES public.ledger_checkpoint
);

-- The leaves of the root log, in order: each is a checkpoint of another log, in the bytes that were signed.
CREATE TABLE public.ledger_root_leaf (
    origin text NOT NULL CONSTRAINT ledger_root_leaf_tree REFERENCES public.ledger_tree,
    leaf_index bigint NOT NULL CONSTRAINT ledger_root_leaf_index_counted CHECK (leaf_index >= 0),
    of_origin text NOT NULL,
    of_size bigint NOT NULL,
    leaf text NOT NULL,
    CONSTRAINT ledger_root_leaf_pkey PRIMARY KEY (origin, leaf_index),
    CONSTRAINT ledger_root_leaf_once UNIQUE (origin, of_origin, of_size),
    CONSTRAINT ledger_root_leaf_checkpoint FOREIGN KEY (of_origin, of_size) REFERENCES public.ledger_checkpoint
);

-- Why a tree is signed no more. It stays: only a successor ends it.
CREATE TABLE public.ledger_alarm (
    alarm_id uuid CONSTRAINT ledger_alarm_pkey PRIMARY KEY,
    origin text NOT NULL,
    log text NOT NULL,
    code text NOT NULL CONSTRAINT ledger_alarm_code_named CHECK (code ~ '^[a-z][a-z_]{0,39}$'),
    leaf_index bigint,
    message text NOT NULL,
    raised_at timestamptz NOT NULL,
    CONSTRAINT ledger_alarm_once UNIQUE (origin)
);
"""

GUARDED = ("node", "checkpoint", "cosignature", "root_leaf", "alarm")
FIXED = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {table}_fixed;
"""
TREE_GROWS = """
CREATE TRIGGER ledger_tree_fixed BEFORE DELETE OR TRUNCATE ON public.ledger_tree
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();
ALTER TABLE public.ledger_tree ENABLE ALWAYS TRIGGER ledger_tree_fixed;

CREATE FUNCTION public.ledger_tree_grows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.origin, NEW.log, NEW.era) IS DISTINCT FROM (OLD.origin, OLD.log, OLD.era)
        OR NEW.size < OLD.size
        OR NEW.size = OLD.size AND NEW.root_hash <> OLD.root_hash THEN
        RAISE EXCEPTION 'a tree only grows' USING ERRCODE = 'DL004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_tree_grows BEFORE UPDATE ON public.ledger_tree
    FOR EACH ROW EXECUTE FUNCTION public.ledger_tree_grows();
ALTER TABLE public.ledger_tree ENABLE ALWAYS TRIGGER ledger_tree_grows;
"""
TRIGGERS = "".join(FIXED.format(table=f"ledger_{name}") for name in GUARDED) + TREE_GROWS

TABLE_NAMES = ", ".join(f"public.ledger_{name}" for name in ("tree", *GUARDED))
GRANTS = f"""
REVOKE ALL ON {TABLE_NAMES} FROM PUBLIC, {{app}};
GRANT SELECT, INSERT ON {TABLE_NAMES} TO {{app}};
GRANT UPDATE (size, root_hash, integrated_at) ON public.ledger_tree TO {{app}};
"""
BACK = f"""
DROP TABLE {TABLE_NAMES};
DROP FUNCTION public.ledger_tree_grows();
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The application's role adds rows. It can't forge any: a row without a signature proves nothing."""
    schema_editor.execute(GRANTS.format(app=schema_editor.quote_name(settings.APP_DATABASE_ROLE)))


def unmanaged(name: str, table: str, **fields: "models.Field[Any, Any]") -> migrations.CreateModel:
    """The model's state for Django, which makes no table of its own."""
    options = {"managed": False, "db_table": table}
    return migrations.CreateModel(name=name, fields=list(fields.items()), options=options)


def composite(*names: str) -> models.CompositePrimaryKey:
    """A primary key of several columns."""
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    """Trees, nodes, checkpoints, cosignatures, the root log's leaves, and alarms."""

    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.RunSQL(TABLES, BACK),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
        unmanaged(
            "Tree",
            "ledger_tree",
            origin=models.TextField(primary_key=True, serialize=False),
            log=models.TextField(),
            era=models.IntegerField(),
            size=models.BigIntegerField(),
            root_hash=models.BinaryField(),
            integrated_at=models.DateTimeField(),
        ),
        unmanaged(
            "TreeNode",
            "ledger_node",
            pk=composite("origin", "level", "node_index"),
            origin=models.TextField(),
            level=models.SmallIntegerField(),
            node_index=models.BigIntegerField(),
            hash=models.BinaryField(),
        ),
        unmanaged(
            "StoredCheckpoint",
            "ledger_checkpoint",
            pk=composite("origin", "size"),
            origin=models.TextField(),
            size=models.BigIntegerField(),
            root_hash=models.BinaryField(),
            note=models.TextField(),
            signed_at=models.DateTimeField(),
        ),
        unmanaged(
            "Cosignature",
            "ledger_cosignature",
            pk=composite("origin", "size", "witness"),
            origin=models.TextField(),
            size=models.BigIntegerField(),
            witness=models.TextField(),
            line=models.TextField(),
            cosigned_at=models.DateTimeField(),
        ),
        unmanaged(
            "RootLeaf",
            "ledger_root_leaf",
            pk=composite("origin", "leaf_index"),
            origin=models.TextField(),
            leaf_index=models.BigIntegerField(),
            of_origin=models.TextField(),
            of_size=models.BigIntegerField(),
            leaf=models.TextField(),
        ),
        unmanaged(
            "Alarm",
            "ledger_alarm",
            alarm_id=models.UUIDField(primary_key=True, serialize=False),
            origin=models.TextField(),
            log=models.TextField(),
            code=models.TextField(),
            leaf_index=models.BigIntegerField(null=True),
            message=models.TextField(),
            raised_at=models.DateTimeField(),
        ),
    ]

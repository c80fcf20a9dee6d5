"""The ledger's tables as Django reads them. Their SQL is in the migrations; rows are written by SQL alone."""

from django.db import models

from audit.ledger.instants import Instant
from audit.ledger.tree_models import Alarm, Cosignature, RootLeaf, StoredCheckpoint, Tree, TreeNode

__all__ = [
    "Alarm",
    "Cosignature",
    "Event",
    "Head",
    "Key",
    "Private",
    "RootLeaf",
    "StoredCheckpoint",
    "Tree",
    "TreeNode",
]


class Head(models.Model):
    """How long each log is, and the origin it was begun under. Only the append trigger writes here."""

    log = models.TextField(primary_key=True)
    origin = models.TextField()
    size = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_head"

    def __str__(self) -> str:
        return f"{self.log}: {self.size}"


class Event(models.Model):
    """An entry. `entry` is the truth; every other column is computed from it by the database."""

    pk = models.CompositePrimaryKey("log", "leaf_index")
    log = models.TextField()
    leaf_index = models.BigIntegerField()
    event_id = models.UUIDField()
    event = models.TextField()
    actor = models.TextField()
    about = models.TextField()
    at = models.DateTimeField()
    entry = models.TextField()
    leaf_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_event"

    def __str__(self) -> str:
        return f"{self.log} {self.leaf_index} {self.event}"


class Key(models.Model):
    """A subject's key, wrapped. Destroyed, it keeps its row and names the entry that says so."""

    key_id = models.UUIDField(primary_key=True)
    key_of = models.TextField()
    kek_id = models.TextField()
    wrapped = models.BinaryField(null=True)
    created_at = Instant()
    destroyed_log = models.TextField(null=True)  # noqa: DJ001 - null means not destroyed
    destroyed_event = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_key"

    def __str__(self) -> str:
        return f"{self.key_of} {self.key_id}"


class Private(models.Model):
    """The encrypted private part of an entry."""

    pk = models.CompositePrimaryKey("log", "event_id")
    log = models.TextField()
    event_id = models.UUIDField()
    key = models.ForeignKey(Key, on_delete=models.PROTECT, db_column="key_id")
    sealed = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_private"

    def __str__(self) -> str:
        return f"{self.log} {self.event_id}"

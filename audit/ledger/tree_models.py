"""The tables of the trees as Django reads them. Their SQL is in the migrations."""

from django.db import models

from audit.ledger.instants import Instant


class Tree(models.Model):
    """How far a log's tree is integrated. The root log's tree is here too, under the log `root`."""

    origin = models.TextField(primary_key=True)
    log = models.TextField()
    era = models.IntegerField()
    size = models.BigIntegerField()
    root_hash = models.BinaryField()
    integrated_at = Instant()

    class Meta:
        managed = False
        db_table = "ledger_tree"

    def __str__(self) -> str:
        return f"{self.origin}: {self.size}"


class TreeNode(models.Model):
    """The hash of a perfect subtree at level 8, 16, 24, …"""

    pk = models.CompositePrimaryKey("origin", "level", "node_index")
    origin = models.TextField()
    level = models.SmallIntegerField()
    node_index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_node"

    def __str__(self) -> str:
        return f"{self.origin} {self.level} {self.node_index}"


class StoredCheckpoint(models.Model):
    """A signed checkpoint, as its note was published."""

    pk = models.CompositePrimaryKey("origin", "size")
    origin = models.TextField()
    size = models.BigIntegerField()
    root_hash = models.BinaryField()
    note = models.TextField()
    signed_at = Instant()

    class Meta:
        managed = False
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Cosignature(models.Model):
    """What a witness said of a checkpoint: the line that belongs below its note."""

    pk = models.CompositePrimaryKey("origin", "size", "witness")
    origin = models.TextField()
    size = models.BigIntegerField()
    witness = models.TextField()
    line = models.TextField()
    cosigned_at = Instant()

    class Meta:
        managed = False
        db_table = "ledger_cosignature"

    def __str__(self) -> str:
        return f"{self.origin} {self.size} {self.witness}"


class RootLeaf(models.Model):
    """A leaf of the root log: the text of another log's checkpoint."""

    pk = models.CompositePrimaryKey("origin", "leaf_index")
    origin = models.TextField()
    leaf_index = models.BigIntegerField()
    of_origin = models.TextField()
    of_size = models.BigIntegerField()
    leaf = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_root_leaf"

    def __str__(self) -> str:
        return f"{self.origin} {self.leaf_index}"


class Alarm(models.Model):
    """Why a tree is signed no more."""

    alarm_id = models.UUIDField(primary_key=True)
    origin = models.TextField()
    log = models.TextField()
    code = models.TextField()
    leaf_index = models.BigIntegerField(null=True)
    message = models.TextField()
    raised_at = Instant()

    class Meta:
        managed = False
        db_table = "ledger_alarm"

    def __str__(self) -> str:
        return f"{self.origin}: {self.code}"

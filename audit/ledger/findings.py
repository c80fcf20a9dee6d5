"""What verification finds, and how far it came."""

import logging
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

logger = logging.getLogger("desk.ledger")


class Problem(NamedTuple):
    """Something that doesn't agree, in the log that is being verified."""

    leaf_index: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that doesn't agree. `code` is stable; `leaf_index` is None where the whole log is meant."""

    log: str
    leaf_index: int | None
    code: str
    message: str


@dataclass(slots=True)
class Progress:
    """How far verification has come, with all that it has found so far."""

    log: str
    size: int
    checked: int = 0
    privates_proved: int = 0
    privates_destroyed: int = 0
    privates_unopened: int = 0  # LEDGER_KEKS lacks their key: neither proved nor refuted
    checkpoints: int = 0  # signed checkpoints that agree with the entries
    signed_to: int = 0  # entries that a checkpoint which agrees vouches for
    signatures: bool = False  # whether public keys were at hand to check signatures with
    succeeded: list[str] = field(default_factory=list)  # frozen trees of this log that a successor replaced
    findings: list[Finding] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note a problem of this log."""
        self.findings.append(Finding(self.log, *problem))


def unverified(log: str, error: Exception) -> Problem:
    """That an error stopped a log's verification. By the reference the error is found in the process's log.

    Its kind alone is told there: what an error says may be data.
    """
    reference = uuid.uuid4().hex
    logger.error("%s can't be verified: %s; reference %s", log, type(error).__name__, reference)
    return Problem(None, "unverified", f"an error stopped it; in the log of the service under {reference}")

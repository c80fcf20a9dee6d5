"""The catalogue: every law file read, checked and put in order, once per process."""

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from requests_app.law import entries as kinds
from requests_app.law import further
from requests_app.law.base import Entry, Source, Tagged
from requests_app.law.build import build
from requests_app.law.content import canonical, version_of
from requests_app.law.errors import LawDataError
from requests_app.law.reader import Row, read_rows
from requests_app.law.references import check_references
from requests_app.law.replies import check_replies
from requests_app.law.tables import Table, arrange

DATA = Path(__file__).parent / "data"
AnyEntry = TypeVar("AnyEntry", bound=Entry)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The law as this service knows it. Each table maps a code to its entry.

    `claimable` holds everything that a requester may claim: powers, exemptions (which are never a power,
    INV-01) and the choices for an agreement, another law, or none. `version` is the SHA-256 of the content in
    hexadecimal.
    """

    items: Table[kinds.Item]
    powers: Table[kinds.Power]
    exemptions: Table[kinds.Exemption]
    claims: Table[kinds.ClaimedAgreement]
    confidentiality: Table[kinds.Confidentiality]
    article6: Table[kinds.LawfulBasis]
    article9: Table[kinds.Condition]
    prohibitions: Table[kinds.Prohibition]
    gates: Table[kinds.Gate]
    questions: Table[kinds.Question]
    factors: Table[kinds.Factor]
    caldicott: Table[kinds.CaldicottPrinciple]
    outcomes: Table[kinds.Outcome]
    replies: Table[kinds.Reply]
    verification_levels: Table[kinds.VerificationLevel]
    requester_kinds: Table[kinds.RequesterKind]
    checks: Table[kinds.Check]
    ranks: Table[kinds.Rank]
    statements: Table[further.Statement]
    basis_conditions: Table[further.BasisCondition]
    exceptions: Table[further.ProhibitionException]
    reclassifications: Table[further.Reclassification]
    waiting_reasons: Table[further.WaitingReason]
    email_domains: Table[further.EmailDomain]
    verification_minimums: Table[further.VerificationMinimum]
    decision_fields: Table[further.DecisionField]
    sources: Table[Source]
    version: str

    @functools.cached_property
    def claimable(self) -> Mapping[str, Tagged]:
        """Powers, exemptions, and the choices for an agreement, another law, or none, in this order."""
        return {**self.powers, **self.exemptions, **self.claims}


# The catalogue's attribute for each kind of entry.
TABLES: dict[str, type[Entry]] = {
    "items": kinds.Item,
    "powers": kinds.Power,
    "exemptions": kinds.Exemption,
    "claims": kinds.ClaimedAgreement,
    "confidentiality": kinds.Confidentiality,
    "article6": kinds.LawfulBasis,
    "article9": kinds.Condition,
    "prohibitions": kinds.Prohibition,
    "gates": kinds.Gate,
    "questions": kinds.Question,
    "factors": kinds.Factor,
    "caldicott": kinds.CaldicottPrinciple,
    "outcomes": kinds.Outcome,
    "replies": kinds.Reply,
    "verification_levels": kinds.VerificationLevel,
    "requester_kinds": kinds.RequesterKind,
    "checks": kinds.Check,
    "ranks": kinds.Rank,
    "statements": further.Statement,
    "basis_conditions": further.BasisCondition,
    "exceptions": further.ProhibitionException,
    "reclassifications": further.Reclassification,
    "waiting_reasons": further.WaitingReason,
    "email_domains": further.EmailDomain,
    "verification_minimums": further.VerificationMinimum,
    "decision_fields": further.DecisionField,
    "sources": Source,
}


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue of this service's own files, loaded once. Raises LawDataError: file, line, remedy."""
    return load(DATA)


def load(folder: Path) -> Catalogue:
    """The catalogue of the law files in `folder`. Raises LawDataError on the first mistake."""
    rows: dict[str, list[Row]] = {kind.table: [] for kind in TABLES.values()}
    for path in sorted(folder.glob("*.toml")):
        for row in read_rows(path):
            if row.table not in rows:
                raise row.error(
                    f"unknown kind of entry [[{row.table}]]", f"Use one of: {', '.join(sorted(rows))}."
                )
            rows[row.table].append(row)
    built: dict[str, list[tuple[Any, Row]]] = {}
    for kind in TABLES.values():
        if not rows[kind.table]:
            raise LawDataError(folder.name, 0, f"no [[{kind.table}]] at all", "Put its file back.")
        built[kind.table] = build(kind, rows[kind.table])
    tables = {name: arrange(built[kind.table]) for name, kind in TABLES.items()}
    check_references({kind.table: tables[name] for name, kind in TABLES.items()}, built)
    check_replies(built[kinds.Reply.table])
    return Catalogue(version=version_of(canonical(tables)), **tables)

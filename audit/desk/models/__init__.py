"""The desk's own tables: verifications and their results, exports, and the checkpoints that were mailed.

None of them proves anything: what was done is in the ledger, too. They hold no personal data.
"""

from audit.desk.models.export import Export, ExportPart
from audit.desk.models.job import Job, State
from audit.desk.models.mailed import MailedCheckpoint
from audit.desk.models.verification import Verification, VerifiedLog

__all__ = ["Export", "ExportPart", "Job", "MailedCheckpoint", "State", "Verification", "VerifiedLog"]

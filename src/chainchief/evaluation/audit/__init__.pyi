from .points import audit_zhang as audit_zhang
from .printed import PRINTED_COLUMNS as PRINTED_COLUMNS
from .result import BASES as BASES
from .result import VERDICTS as VERDICTS
from .result import Audit as Audit
from .result import AuditLine as AuditLine
from .result import AuditPoint as AuditPoint

__all__ = ["BASES", "PRINTED_COLUMNS", "VERDICTS", "Audit", "AuditLine", "AuditPoint", "audit_zhang"]

"""The tables. Names are the field's; see the glossary in ``docs/architecture.md``."""

from storage.models.acts import (
    Act,
    ActFile,
    ActLink,
    ActVersion,
    Assignment,
    Protocol,
    Publication,
    SupplementaryDocument,
)
from storage.models.base import Base, now
from storage.models.intake import Draft, DraftValue, File, IntakeItem, ReadDocument, TextBlock
from storage.models.service import (
    ApiToken,
    JournalEntry,
    JournalHead,
    OutboxEntry,
    Package,
    PackageAct,
    Person,
    PersonRole,
    SignInAttempt,
    WebSession,
    WorkerSign,
)

__all__ = [
    "Act",
    "ActFile",
    "ActLink",
    "ActVersion",
    "ApiToken",
    "Assignment",
    "Base",
    "Draft",
    "DraftValue",
    "File",
    "IntakeItem",
    "JournalEntry",
    "JournalHead",
    "OutboxEntry",
    "Package",
    "PackageAct",
    "Person",
    "PersonRole",
    "Protocol",
    "Publication",
    "ReadDocument",
    "SignInAttempt",
    "SupplementaryDocument",
    "TextBlock",
    "WebSession",
    "WorkerSign",
    "now",
]

"""Everything that can go wrong and be told to a person, in one tree.

::

    RegisterError                    every expected failure: code, Russian sentence, data
    ├── IntakeError                  a file cannot be taken in or read
    │   ├── EmptyFile                nothing in it
    │   ├── NotAFile                 a pipe, a device or a socket: reading it might never end
    │   ├── FileTooLarge             over the limit of the settings
    │   ├── UnsupportedFormat        the content is of no kind that the register reads
    │   ├── DamagedFile              truncated, broken, inconsistent
    │   ├── EncryptedFile            needs a password
    │   ├── InfectedFile             the antivirus found something
    │   ├── AntivirusUnavailable     it does not answer, and unchecked files are not taken
    │   ├── HostileFile              exceeds a safety limit (bomb, depth, entities, objects)
    │   ├── SignatureWithoutDocument a signature in a file of its own, and nothing that it signs
    │   ├── NothingToRead            opened, but holds no page or no text
    │   ├── RecognitionFailed        all text is in pictures, none could be recognised
    │   ├── ReadingTimedOut          over the time of the settings
    │   ├── ReadingFailed            the reader died or gave up: memory, crash, defect
    │   ├── ToolMissing              a program of the system is needed (LibreOffice, tesseract)
    │   ├── DerivativeFailed         no searchable copy could be made; the original is there
    │   └── LabelsUnusable           a folder of labelled documents cannot be scored or written
    ├── RecordError                  the records refuse
    │   ├── NotFound
    │   ├── DuplicateNumber          body + kind + number + year is already registered
    │   ├── IncompleteRequisites     a mandatory requisite is empty or not valid
    │   ├── StateConflict            the thing is no longer in the state that the step needs
    │   │   └── StillBeingRead       pages of the file are still to be recognised
    │   ├── LoginTaken               the login belongs to somebody
    │   ├── LastAdministrator        nobody could manage people afterwards
    │   ├── JournalBroken            the chain of the journal does not agree
    │   └── RecordsUnavailable       the database does not answer
    ├── AccessError
    │   ├── SignInRequired
    │   ├── BadCredentials
    │   └── Forbidden
    ├── StorageError                 objects
    │   ├── ObjectMissing
    │   ├── ObjectCorrupted          the bytes do not have the hash that they were stored under
    │   └── StoreUnavailable
    ├── SearchError
    │   ├── IndexUnavailable
    │   ├── IndexOutdated            built by another analysis or mapping: rebuild
    │   └── RebuildRunning           another program rebuilds the same index
    ├── MailError                    letters
    │   ├── MailUnavailable          the mail server does not answer, or takes nothing from us
    │   └── MailRefused              it takes no letter for this mailbox
    └── PackageError
        ├── PackageRefused           the month still has problems
        ├── PackageTooLarge          over what one file of this format can hold
        ├── ProfileBroken            the region's profile cannot be used
        └── PackageBroken            verification found a difference

A code is stable and is part of the contract: pages, the JSON API and the command line show the same one. The sentence
is Russian and says what to do. Data that a caller needs (the existing act, the limit) travels in attributes, never in
the text alone.

Everything is imported from here; the modules inside part the classes by subject.
"""

from domain.errors.base import (
    RegisterError,
    all_codes,
)
from domain.errors.intake import (
    AntivirusUnavailable,
    DamagedFile,
    DerivativeFailed,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    HostileFile,
    InfectedFile,
    IntakeError,
    LabelsUnusable,
    NotAFile,
    NothingToRead,
    ReadingFailed,
    ReadingTimedOut,
    RecognitionFailed,
    SignatureWithoutDocument,
    ToolMissing,
    UnsupportedFormat,
)
from domain.errors.packages import (
    PackageBroken,
    PackageError,
    PackageRefused,
    PackageTooLarge,
    ProfileBroken,
)
from domain.errors.records import (
    AccessError,
    BadCredentials,
    DuplicateNumber,
    Forbidden,
    IncompleteRequisites,
    JournalBroken,
    LastAdministrator,
    LoginTaken,
    NotFound,
    RecordError,
    RecordsUnavailable,
    SignInRequired,
    StateConflict,
    StillBeingRead,
)
from domain.errors.services import (
    IndexOutdated,
    IndexUnavailable,
    MailError,
    MailRefused,
    MailUnavailable,
    ObjectCorrupted,
    ObjectMissing,
    RebuildRunning,
    SearchError,
    StorageError,
    StoreUnavailable,
)

__all__ = [
    "AccessError",
    "AntivirusUnavailable",
    "BadCredentials",
    "DamagedFile",
    "DerivativeFailed",
    "DuplicateNumber",
    "EmptyFile",
    "EncryptedFile",
    "FileTooLarge",
    "Forbidden",
    "HostileFile",
    "IncompleteRequisites",
    "IndexOutdated",
    "IndexUnavailable",
    "InfectedFile",
    "IntakeError",
    "JournalBroken",
    "LabelsUnusable",
    "LastAdministrator",
    "LoginTaken",
    "MailError",
    "MailRefused",
    "MailUnavailable",
    "NotAFile",
    "NotFound",
    "NothingToRead",
    "ObjectCorrupted",
    "ObjectMissing",
    "PackageBroken",
    "PackageError",
    "PackageRefused",
    "PackageTooLarge",
    "ProfileBroken",
    "ReadingFailed",
    "ReadingTimedOut",
    "RebuildRunning",
    "RecognitionFailed",
    "RecordError",
    "RecordsUnavailable",
    "RegisterError",
    "SearchError",
    "SignInRequired",
    "SignatureWithoutDocument",
    "StateConflict",
    "StillBeingRead",
    "StorageError",
    "StoreUnavailable",
    "ToolMissing",
    "UnsupportedFormat",
    "all_codes",
]

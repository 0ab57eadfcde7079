"""The package: what lies on the target, form by form, with a contents page that says what it should be."""

from flytt.migration.record import Record

CONTENTS = "flytt-forms.json"
ADDRESSES = "addresses.csv"
LEDGER, WORKBOOK, UPLOADS, LINKS, DEFINITION = (
    "ledger.ndjson",
    "svar.xlsx",
    "vedlegg",
    "vedlegg.csv",
    "skjema.json",
)
LONG, LONG_LIST = "lange-svar", "lange-svar.csv"


class MovedForm(Record):
    """One form: the folder it lies in, and what was written there. `root` is of the answer ledger."""

    id: str
    folder: str
    lineage: tuple[str, ...] = ()
    responses: int
    cells: int
    root: str


class MovedUpload(Record):
    """A file that came with an answer, and where it lies now."""

    drive_id: str
    item_id: str
    path: str
    sha256: str


class Quarantined(Record):
    """A whole file kept as it is, with somebody named who answers for it until someone knows better."""

    drive_id: str
    item_id: str
    path: str
    sha256: str
    owner: str
    why: str


class Package(Record):
    """The contents page. `key` names the key of all hashes; a ledger under another key cannot be compared."""

    version: int = 1
    key: str
    forms: tuple[MovedForm, ...] = ()
    uploads: tuple[MovedUpload, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()


class LedgerLine(Record):
    """One response in the answer ledger: its key, how many cells it has, their keyed digest; no answer."""

    response: str
    cells: int
    digest: str

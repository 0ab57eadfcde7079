"""The words of the pages, in bokmål, one for each word of the engine."""

from flytt.migration.state import StepStatus
from flytt.migration.workload import Kind
from flytt.reports.standing import Word

STATES: dict[Word, str] = {
    "planned": "planlagt",
    "preparing": "forberedes",
    "prepared": "forberedt",
    "moving": "flyttes",
    "down": "nede",
    "switched": "byttet over",
    "verified": "flyttet og kontrollert",
    "opening": "åpnes",
    "open": "i bruk på den nye siden",
    "retiring": "gammel side avvikles",
    "retired": "gammel side avviklet",
    "waiting": "venter",
    "stopped": "stanset",
    "halted": "ingen arbeider med den",
    "rolling-back": "føres tilbake",
    "rolled-back": "ført tilbake",
    "stuck": "står fast",
}

STEPS: dict[StepStatus, str] = {
    StepStatus.PENDING: "ikke begynt",
    StepStatus.STARTED: "begynt",
    StepStatus.DONE: "gjort, ikke kontrollert",
    StepStatus.VERIFIED: "stemmer",
    StepStatus.REFUTED: "avvik",
    StepStatus.UNDOING: "føres tilbake",
    StepStatus.GIVEN_UP: "kan ikke føres tilbake",
}

KINDS: dict[Kind, str] = {
    "server-application": "fagsystem på egne servere",
    "hosted-application": "fagsystem hos leverandør",
    "read-only-archive": "skrivebeskyttet arkiv",
    "integration": "integrasjon",
    "physical-move": "fysisk flytting",
    "manual-change": "endring for hånd",
    "merged-instances": "installasjoner som slås sammen",
    "file-share": "filområde",
    "tenant-identity": "brukere, grupper og lisenser i Microsoft 365",
    "tenant-files": "filer i Microsoft 365",
    "tenant-intranet": "intranett i Microsoft 365",
    "tenant-mailboxes": "e-post, kalendere og kontakter i Microsoft 365",
    "tenant-domain": "domenet for e-post og innlogging",
    "tenant-teams": "Teams i Microsoft 365",
    "tenant-chats": "chatten i Microsoft 365",
    "tenant-planner": "planer og oppgaver i Microsoft 365",
    "tenant-part": "del av Microsoft 365",
    "forms-estate": "skjemaer",
}

CRITERIA: dict[str, str] = {
    "steps-verified": "Alt som er gjort, er kontrollert",
    "agreement-in-force": "Databehandleravtalen gjelder",
    "no-freeze": "Ingenting er fryst den dagen",
    "window-fits": "Det er tid nok, også til å gå tilbake",
    "dependencies-open": "Det som løsningene bygger på, er på plass",
    "delta-fits-window": "Den siste kopieringen får plass i vinduet",
    "people-fit-window": "Å slippe alle inn får plass i vinduet",
    "changes-decided": "Det som begge sider har endret, er avgjort",
    "downtime-kept": "Nedetiden målt mot det som er lovet",
    "kept-long-enough": "Den gamle siden er beholdt lenge nok",
    "kept-ninety-days": "Den gamle siden og kopiene er beholdt lenge nok",
}

MARKS = {True: "✓", False: "✗", None: "?"}
PASSED = {True: "oppfylt", False: "ikke oppfylt", None: "kunne ikke avgjøres"}
STANDINGS = {
    "known": "",
    "unknown": "ikke bekreftet av noen",
    "unconfirmed": "ikke bekreftet",
    "practice": "øving",
}

KEPT_NB = (
    "Tatt vare på da løsningen ble ført tilbake. Flytt sletter det ikke, heller ikke når den gamle siden "
    "avvikles: den som eier løsningen, overtar det og sier når det kan slettes."
)
"""What stands above a list of what people had written."""

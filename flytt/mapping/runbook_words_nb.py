"""What the runbooks' pages say in bokmål of criteria, phases and reversals."""

from collections.abc import Mapping
from typing import Literal

from flytt.migration.criteria import ANSWERS_AFTER_DAYS, RETIRE_AFTER_DAYS
from flytt.migration.runbook import Phase, Reversal

CRITERIA: Mapping[str, str] = {
    "steps-verified": (
        "Alt som er gjort så langt, er kontrollert på en annen måte enn det ble gjort, og ingenting "
        "står ukontrollert."
    ),
    "agreement-in-force": (
        "Behandler løsningen personopplysninger, gjelder en databehandleravtale på dagen for vinduet. "
        "Er datoen ukjent, blir svaret «kunne ikke avgjøres», og det stanser."
    ),
    "no-freeze": (
        "Ingen rad i kalenderen fryser arbeidslasten, sektoren eller alt på en dag som vinduet berører."
    ),
    "window-fits": (
        "Det som er igjen av vinduet, rommer både veien fram og, hvis det går galt, hele veien tilbake."
    ),
    "dependencies-open": "Det løsningen bygger på, er i bruk på den nye siden, eller flytter i samme pulje.",
    "delta-fits-window": (
        "Det som ventes å gjenstå av et filområde, og tiden det tar å lese alt på begge sider, får plass i "
        "vinduet. Regnes ut fra rundene så langt, med god margin."
    ),
    "people-fit-window": (
        "Å slippe alle inn, i den takten tjenesten tillater, tar ikke lengre tid enn det er igjen av vinduet."
    ),
    "changes-decided": (
        "Det som begge sider har endret av folks navn, telefonnummer, stilling og avdeling siden kontoene "
        "ble laget, er avgjort i kartleggingen under `changed_on_both`. Det som endres etter at det ble sett "
        "etter, spørres det om i vinduet."
    ),
    "downtime-kept": (
        "Målt nedetid mot det som ble lovet i varselet. Stanser aldri: overskridelsen vises, og noe "
        "er ikke "
        "galt bare fordi det tok tid."
    ),
    "kept-long-enough": (
        f"Den gamle siden er beholdt i minst {RETIRE_AFTER_DAYS} dager etter siste kontrollerte steg."
    ),
    "kept-ninety-days": (
        f"Den gamle siden og kopiene er beholdt i minst {ANSWERS_AFTER_DAYS} dager etter siste "
        "kontrollerte steg."
    ),
}

PHASES: Mapping[Phase, str] = {
    "prepare": "Forberedelse",
    "cutover": "I vinduet",
    "open": "Etterpå",
    "retire": "Avvikling",
}
REVERSALS: Mapping[Reversal, str] = {
    "reversible": "ja",
    "compensatable": "ja, ved å rette opp",
    "final": "**nei**",
}
BY: Mapping[Literal["flytt", "person", "vendor"], str] = {
    "flytt": "Flytt",
    "person": "folk",
    "vendor": "leverandøren",
}

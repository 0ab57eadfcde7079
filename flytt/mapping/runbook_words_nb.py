"""What the runbooks' pages say in bokmål: each reason as the YAML has it in English, and each criterion."""

from collections.abc import Mapping
from typing import Literal

from flytt.migration.criteria import RETIRE_AFTER_DAYS
from flytt.migration.runbook import Phase, Reversal

WHY: Mapping[str, str] = {
    # what a runbook says of itself
    (
        "The old side is stopped, copied and kept; the new side is proven row by row before anybody "
        "is let in. "
        "Everything additive happens before the window; nothing of the old side is removed before "
        "it is retired."
    ): (
        "Den gamle siden stoppes, kopieres og beholdes. Den nye siden kontrolleres rad for rad før "
        "noen slippes "
        "inn. Alt som bare legger noe til, gjøres før vinduet. Ingenting fjernes fra den gamle "
        "siden før den "
        "avvikles."
    ),
    (
        "The vendor moves the application; Flytt counts before and after, leads sign-in and "
        "integrations over, "
        "and can lead them back. The vendor's word is asked for, the vendor's figures are believed."
    ): (
        "Leverandøren flytter systemet. Flytt teller før og etter, legger om innlogging og "
        "integrasjoner, og kan "
        "legge dem tilbake. Vi spør om leverandørens ord, men stoler på leverandørens tall."
    ),
    "A route is changed when nothing is on its way, by compare and swap, and can be changed back.": (
        "Ruten legges om når ingenting er underveis, og bare hvis ingen andre har endret den i "
        "mellomtiden. "
        "Den kan legges tilbake."
    ),
    (
        "What no programming interface reaches is done by people, by instructions; Flytt looks "
        "before and after."
    ): "Det som ikke kan styres av et program, gjør folk etter en oppskrift. Flytt ser etter før og etterpå.",
    (
        "Both old sides are stopped, copied and kept; their records are merged by decided rules in one "
        "transaction, and every record of either is accounted for before anybody is let in."
    ): (
        "Begge de gamle sidene stoppes, kopieres og beholdes. Registrene slås sammen etter vedtatte "
        "regler i én "
        "operasjon, og hver rad fra begge er gjort rede for før noen slippes inn."
    ),
    (
        "Equipment is carried by people; Flytt tells them what and when, and looks from outside before and "
        "after."
    ): "Utstyr bæres av folk. Flytt sier hva og når, og ser etter utenfra før og etterpå.",
    (
        "Old systems are kept for look-up until the archive has accepted them. The copy is proven "
        "row by row, "
        "made read-only, and read once more the way people will read it."
    ): (
        "Gamle systemer beholdes for oppslag til arkivet har godkjent dem. Kopien kontrolleres rad "
        "for rad, "
        "skrivebeskyttes, og leses en gang til slik folk kommer til å lese den."
    ),
    # what it has been proven on
    (
        "Proven on POSIX hosts with SQLite and PostgreSQL. SQL Server and Windows are command templates, "
        "not proven on the real thing."
    ): (
        "Prøvd på POSIX-servere med SQLite og PostgreSQL. SQL Server og Windows finnes bare som maler for "
        "kommandoer, og er ikke prøvd på virkelige servere."
    ),
    "Proven on POSIX hosts with SQLite.": "Prøvd på POSIX-servere med SQLite.",
    # preparing
    "A service or database that cannot be read must stop the move while nobody is down.": (
        "En tjeneste eller database som ikke kan leses, må stanse flyttingen mens ingen er uten løsningen."
    ),
    "A database that cannot be read must stop the move before anything is copied.": (
        "En database som ikke kan leses, må stanse flyttingen før noe kopieres."
    ),
    "A file beside a service that is not running disturbs nobody, and saves minutes in the window.": (
        "En fil ved siden av en tjeneste som ikke kjører, forstyrrer ingen og sparer minutter i vinduet."
    ),
    "Without a figure from before there is nothing to hold the vendor to.": (
        "Uten et tall fra før er det ingenting å måle leverandøren mot."
    ),
    "A queue that never empties is known before the window, not in it.": (
        "En kø som aldri tømmes, skal vi vite om før vinduet, ikke i det."
    ),
    "A surprise found now can still put the work off.": (
        "En overraskelse som oppdages nå, kan fortsatt utsette arbeidet."
    ),
    # go or no-go
    "From here on users are without the application.": "Herfra er brukerne uten løsningen.",
    "From here on users cannot sign in until the vendor has moved the application.": (
        "Herfra kan brukerne ikke logge inn før leverandøren har flyttet systemet."
    ),
    "From here on messages go to the new side.": "Herfra går meldingene til den nye siden.",
    "From here on people change what users depend on.": (
        "Herfra endrer folk det som brukerne er avhengige av."
    ),
    "The copying loads the old side; look-up there goes on.": (
        "Kopieringen belaster den gamle siden. Oppslag der går som vanlig."
    ),
    # in the window
    "Nobody may write to the old side while it is copied, nor after a reboot.": (
        "Ingen må kunne skrive på den gamle siden mens den kopieres, heller ikke etter en omstart."
    ),
    "One consistent file can be hashed, sent and restored; a running database cannot.": (
        "Én sammenhengende fil kan få kontrollsum, sendes og legges inn. En database i drift kan ikke det."
    ),
    "One consistent file can be hashed, sent and restored.": (
        "Én sammenhengende fil kan få kontrollsum, sendes og legges inn."
    ),
    "Hashed on both hosts, so that a fault on the way is seen before it is restored.": (
        "Kontrollsum regnes på begge servere, så en feil underveis oppdages før kopien legges inn."
    ),
    "Every row is read on both sides and compared; only then is the new side believed.": (
        "Hver rad leses på begge sider og sammenlignes. Først da stoler vi på den nye siden."
    ),
    "Every row is read on both sides and compared.": "Hver rad leses på begge sider og sammenlignes.",
    "In one transaction, by rules that were decided beforehand; a collision nobody decided stops it.": (
        "I én operasjon, etter regler som er vedtatt på forhånd. En kollisjon som ingen har tatt "
        "stilling til, "
        "stanser den."
    ),
    "An archive that can be changed proves nothing.": "Et arkiv som kan endres, beviser ingenting.",
    "Read as people will read it, after it was protected.": (
        "Lest slik folk kommer til å lese det, etter at det ble skrivebeskyttet."
    ),
    "Started before users are led there, so that they never meet a closed door.": (
        "Startes før brukerne ledes dit, så de aldri møter en lukket dør."
    ),
    "A service can run and still not work.": "En tjeneste kan kjøre og likevel ikke virke.",
    "Users keep the address they know; only where it leads is changed.": (
        "Brukerne beholder adressen de kjenner. Bare stedet den fører til, endres."
    ),
    "Only the vendor can; what the vendor confirms is held against the vendor's own pages.": (
        "Bare leverandøren kan gjøre det. Det leverandøren bekrefter, holdes opp mot leverandørens "
        "egne sider."
    ),
    "People sign in with the account they have in the shared environment.": (
        "Folk logger inn med kontoen de har i fellesmiljøet."
    ),
    "What other systems send and fetch must not go to the old side.": (
        "Det andre systemer sender og henter, må ikke gå til den gamle siden."
    ),
    "A message on its way would reach the old side after it has closed.": (
        "En melding underveis ville nådd den gamle siden etter at den er stengt."
    ),
    "Written with the version that was read, so that nobody else's change is lost.": (
        "Skrives bare hvis ingen andre har endret innstillingen i mellomtiden, så ingen mister sin endring."
    ),
    "Only people can; their word starts the looking and does not replace it.": (
        "Bare folk kan gjøre det. Når de sier at det er gjort, begynner kontrollen; ordet erstatter den ikke."
    ),
    # accepting
    "People who know the application say that it is right; the old side is kept all the same.": (
        "De som kjenner løsningen, sier at alt er riktig. Den gamle siden beholdes likevel."
    ),
    "People who know the application say that it is right; the vendor keeps the old instance all the same.": (
        "De som kjenner løsningen, sier at alt er riktig. Leverandøren beholder den gamle likevel."
    ),
    "People who get the messages say that they arrive.": "De som får meldingene, sier at de kommer fram.",
    "People who depend on it say that it works.": "De som er avhengige av det, sier at det virker.",
    "People who look things up there say that they find them.": (
        "De som slår opp der, sier at de finner fram."
    ),
    # retiring
    (
        "From here on there is no way back. Nothing is deleted before the archive has accepted what "
        "it shall "
        "have; the person who answers says so."
    ): (
        "Herfra er det ingen vei tilbake. Ingenting slettes før arkivet har godkjent det arkivet "
        "skal ha; det "
        "svarer den som svarer ja, for."
    ),
    (
        "From here on there is no way back. Nothing is deleted before the archive has accepted the "
        "delivery; "
        "the person who answers says so."
    ): (
        "Herfra er det ingen vei tilbake. Ingenting slettes før arkivet har godkjent avleveringen; "
        "det svarer "
        "den som svarer ja, for."
    ),
    "The vendor closes the old instance; from then on there is no way back.": (
        "Leverandøren stenger den gamle. Fra da av er det ingen vei tilbake."
    ),
    "The old route is closed by those who run the hub; from then on there is no way back.": (
        "De som driver knutepunktet, stenger den gamle ruten. Fra da av er det ingen vei tilbake."
    ),
    "What was taken out of use is given away or scrapped; from then on there is no way back.": (
        "Det som er tatt ut av bruk, gis bort eller kasseres. Fra da av er det ingen vei tilbake."
    ),
    "A forgotten copy of personal data is a breach waiting to be found.": (
        "En glemt kopi av personopplysninger er et avvik som venter på å bli oppdaget."
    ),
    "Two copies of the same register drift apart, and only one is protected.": (
        "To utgaver av samme register glir fra hverandre, og bare den ene er beskyttet."
    ),
}
"""From the English sentence to the bokmål one. A reason that is not here stops the generator."""

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
    "downtime-kept": (
        "Målt nedetid mot det som ble lovet i varselet. Stanser aldri: overskridelsen vises, og noe "
        "er ikke "
        "galt bare fordi det tok tid."
    ),
    "kept-long-enough": (
        f"Den gamle siden er beholdt i minst {RETIRE_AFTER_DAYS} dager etter siste kontrollerte steg."
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

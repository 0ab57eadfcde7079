"""Bokmål. Title: what and when. Then what you cannot do, until when, what to do; no words of the trade."""

from flytt.notices.wording import Labels, Lines, Said, Scene, Usual, Wording

_SILENT = Usual(stops="Du kan ikke bruke {name}.", before="", meanwhile="", after="")

NB = Wording(
    people={"staff": "Ansatte", "pupils": "elever", "guardians": "foresatte", "residents": "innbyggere"},
    numbers=("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    systems_in="{count} systemer i {sector}",
    it="systemet",
    they="systemene",
    labels=Labels(
        who="Hvem gjelder det?",
        what="Dette gjelder:",
        when="Når:",
        stops="Dette virker ikke:",
        comes_later="Dette merker du:",
        works="Dette virker som vanlig:",
        before="Før {start}:",
        before_start="Før vi starter:",
        meanwhile="Mens vi flytter:",
        after="Etterpå:",
        do_now="Gjør dette:",
        if_late="Hvis det tar lengre tid:",
        reason="Grunn:",
        working="Dette virker:",
        questions="Spørsmål?",
        faults="Ser du noe som er feil?",
    ),
    usual={
        ("application", "staff"): Usual(
            stops="Du kan ikke logge inn i {name}.",
            before="Lagre arbeidet ditt og logg ut av {name}.",
            meanwhile="Noter på papir det som haster.",
            after="Logg inn på nytt, og før inn det du noterte.",
        ),
        ("application", "public"): Usual(
            stops="Du kan ikke bruke {name}.",
            before="",
            meanwhile="Haster det, ta kontakt på telefon.",
            after="",
        ),
        ("integration", "staff"): Usual(
            stops="",
            before="",
            meanwhile="",
            after="",
        ),
        ("integration", "public"): Usual(
            stops="",
            before="",
            meanwhile="Haster det, ta kontakt på telefon.",
            after="",
        ),
        ("thing", "staff"): _SILENT,
        ("thing", "public"): _SILENT,
    },
    lines=Lines(
        practice="ØVING – dette skjer ikke på ordentlig",
        practice_title="ØVING: {title}",
        unconfirmed="Tidspunktet er foreløpig. Du får en ny melding hvis det blir endret.",
        over_clock_forward="Klokka stilles én time fram i denne perioden. Flyttingen varer i {length}.",
        over_clock_back="Klokka stilles én time tilbake i denne perioden. Flyttingen varer i {length}.",
        everybody="{people} i {municipality}.",
        some="{people} i {municipality} ({sectors}).",
        late_news="Du får en ny melding her senest {late_news}.",
        lasted="Vi startet {began} og ble ferdige {ended}.",
        lasted_no_time="Vi ble ferdige {ended_full}.",
        rows_compared="Vi har kontrollert at alt du hadde registrert, er på plass.",
        counts_compared="Leverandørens tall før og etter stemmer.",
        set_aside=(
            "Noe som ble registrert i {names} etter flyttingen, vises ikke i den gamle løsningen. "
            "Vi har tatt vare på det, og du får beskjed om hva som skjer med det."
        ),
        log_in_again="Logg inn på nytt.",
        moved_too="{names} er flyttet og virker.",
        not_moved="{names} er ikke flyttet og virker som før.",
        moved_back=(
            "{name} var flyttet. Vi gikk tilbake til den gamle løsningen {ended}, og {name} virker der igjen."
        ),
        staff_support="Ta kontakt med brukerstøtte i {target}.",
        public_support="Ta kontakt med {municipality}.",
        say_after_move="Si at det gjelder flyttingen.",
        next_at_start="Neste melding: når vi starter, senest {next_news}.",
        next_news="Neste melding: senest {next_news}.",
        changed="Sist endret: {changed}.",
    ),
    scenes={
        (Scene.PLANNED, "staff"): Said(
            "{Names} er nede {span}",
            ("Vi flytter {names} til {target}. Du kan ikke bruke {it} mens vi flytter.",),
        ),
        (Scene.PLANNED, "public"): Said(
            "Du kan ikke bruke {names} {span}",
            ("Vi flytter {it}. Du får beskjed her når du kan bruke {it} igjen.",),
        ),
        (Scene.PLANNED_UP, "staff"): Said(
            "Vi flytter {names} {span}",
            ("Vi flytter {names} til {target}. Du kan bruke {it} som vanlig mens vi flytter.",),
        ),
        (Scene.UNBEGUN, "staff"): Said(
            "Vi har ikke startet flyttingen av {names} ennå",
            (
                "Vi skulle starte {promised_start}, og vi kan starte når som helst.",
                "Du kan bruke {it} som vanlig til vi starter.",
            ),
        ),
        (Scene.STARTED, "staff"): Said(
            "Vi flytter {names} nå",
            (
                (
                    "Vi startet {began} og regner med å være ferdige {expected}. "
                    "Du kan ikke bruke {it} før vi gir beskjed."
                ),
            ),
        ),
        (Scene.STARTED, "public"): Said(
            "Du kan ikke bruke {names} nå",
            (
                "Vi flytter {it}. Vi startet {began} og regner med å være ferdige {expected}.",
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.STARTED_UP, "staff"): Said(
            "Vi flytter {names} nå",
            (
                (
                    "Vi startet {began} og regner med å være ferdige {expected}. "
                    "Du kan bruke {it} som vanlig mens vi flytter."
                ),
            ),
        ),
        (Scene.LATE, "staff"): Said(
            "{Names} er nede lenger enn planlagt",
            (
                (
                    "Vi startet {began} og skulle være ferdige {promised_end}. "
                    "Vi vet ikke ennå når vi blir ferdige."
                ),
                "Du kan ikke bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.LATE, "public"): Said(
            "Du kan fortsatt ikke bruke {names}",
            (
                (
                    "Flyttingen tar lengre tid enn planlagt. Vi startet {began} og skulle være ferdige "
                    "{promised_end}. Vi vet ikke ennå når vi blir ferdige."
                ),
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "staff"): Said(
            "{Names} er nede lenger enn planlagt – nytt anslag er {expected}",
            (
                (
                    "Vi startet {began}. Flyttingen tar lengre tid enn planlagt, og vi regner med "
                    "å være ferdige {expected} (var {promised_end})."
                ),
                "Du kan ikke bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "public"): Said(
            "Du kan fortsatt ikke bruke {names} – nytt anslag er {expected}",
            (
                (
                    "Vi startet {began}. Flyttingen tar lengre tid enn planlagt, og vi regner med "
                    "å være ferdige {expected} (var {promised_end})."
                ),
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.LATE_UP, "staff"): Said(
            "Flyttingen av {names} tar lengre tid enn planlagt",
            (
                (
                    "Vi startet {began} og skulle være ferdige {promised_end}. "
                    "Du kan bruke {it} som vanlig mens vi flytter."
                ),
            ),
        ),
        (Scene.GOING_BACK, "staff"): Said(
            "Vi avbryter flyttingen av {names}",
            (
                "Vi avbrøt flyttingen {turned} og går nå tilbake til den gamle løsningen.",
                "Du kan ikke bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.GOING_BACK_UP, "staff"): Said(
            "Vi avbryter flyttingen av {names}",
            (
                "Vi avbrøt flyttingen {turned} og går nå tilbake til den gamle løsningen.",
                "Du kan bruke {it} som vanlig.",
            ),
        ),
        (Scene.CHECKING, "staff"): Said(
            "{Names} er flyttet – vi kontrollerer at alt virker",
            ("Vent med å bruke {it} til vi gir beskjed. Vi regner med å være ferdige {expected_full}.",),
        ),
        (Scene.CHECKING, "public"): Said(
            "Vent med å bruke {names} – vi kontrollerer at alt virker",
            ("Vi har flyttet {it}, og regner med å være ferdige med kontrollen {expected_full}.",),
        ),
        (Scene.CHECKING_LATE, "staff"): Said(
            "{Names} er flyttet – vi kontrollerer at alt virker",
            (
                "Vent med å bruke {it} til vi gir beskjed.",
                "Kontrollen tar lengre tid enn planlagt. Vi skulle være ferdige {promised_end_full}.",
            ),
        ),
        (Scene.CHECKING_LATE, "public"): Said(
            "Vent med å bruke {names} – vi kontrollerer at alt virker",
            (
                (
                    "Vi har flyttet {it}. Kontrollen tar lengre tid enn planlagt, og vi skulle være ferdige "
                    "{promised_end_full}."
                ),
            ),
        ),
        (Scene.CHECKING_UP, "staff"): Said(
            "{Names} er flyttet – vi kontrollerer at alt virker",
            ("Du kan bruke {it} som vanlig mens vi kontrollerer.",),
        ),
        (Scene.FINISHED, "staff"): Said(
            "{Names} virker igjen",
            ("{lasted} Du kan bruke {it} igjen.",),
        ),
        (Scene.FINISHED, "public"): Said(
            "Du kan bruke {names} igjen",
            ("{lasted}",),
        ),
        (Scene.FINISHED_UP, "staff"): Said(
            "Vi har flyttet {names}",
            ("{lasted} Du kan bruke {it} som vanlig.",),
        ),
        (Scene.CANCELLED, "staff"): Said(
            "Avlyst: flytting av {names} {day}",
            (
                "Flyttingen {span} er avlyst. Du kan bruke {it} som vanlig.",
                "Vi har ikke bestemt en ny dag. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK, "staff"): Said(
            "{Names} virker igjen – vi avbrøt flyttingen",
            (
                (
                    "Vi avbrøt flyttingen {turned} og gikk tilbake til den gamle løsningen. "
                    "Du kan bruke {it} som før fra {ended}."
                ),
                "Vi har ikke bestemt når vi prøver igjen. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK, "public"): Said(
            "Du kan bruke {names} igjen – vi avbrøt flyttingen",
            (
                "Vi avbrøt flyttingen {turned}. Du kan bruke {it} som før fra {ended}.",
                "Vi har ikke bestemt når vi prøver igjen. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK_UP, "staff"): Said(
            "Vi avbrøt flyttingen av {names}",
            (
                "Vi avbrøt flyttingen {turned}. Du kan bruke {it} som vanlig.",
                "Vi har ikke bestemt når vi prøver igjen. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.MOVED_BACK, "staff"): Said(
            "{Names} er tilbake i den gamle løsningen",
            (
                "Vi gikk tilbake til den gamle løsningen {turned}. Du kan bruke {it} som før fra {ended}.",
                "Vi har ikke bestemt når vi prøver igjen. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.MOVED_BACK, "public"): Said(
            "Du kan bruke {names} som før – i den gamle løsningen",
            (
                "Vi gikk tilbake til den gamle løsningen {turned}. Du kan bruke {it} som før fra {ended}.",
                "Vi har ikke bestemt når vi prøver igjen. Du får en ny melding når vi har det.",
            ),
        ),
        (Scene.PLANNED, "link"): Said(
            "Vi flytter {names} {span}",
            ("Det som sendes gjennom {it} mens vi flytter, kommer fram senere enn vanlig.",),
        ),
        (Scene.STARTED, "link"): Said(
            "Vi flytter {names} nå",
            (
                "Vi startet {began} og regner med å være ferdige {expected}.",
                "Det som sendes gjennom {it} mens vi flytter, kommer fram senere enn vanlig.",
            ),
        ),
        (Scene.LATE, "link"): Said(
            "Flyttingen av {names} tar lengre tid enn planlagt",
            (
                "Vi startet {began} og skulle være ferdige {promised_end}.",
                "Vi vet ikke ennå når vi blir ferdige.",
                "Det som sendes gjennom {it} mens vi flytter, kommer fram senere enn vanlig.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "link"): Said(
            "Flyttingen av {names} tar lengre tid enn planlagt – nytt anslag er {expected}",
            (
                "Vi startet {began}. Vi regner med å være ferdige {expected} (var {promised_end}).",
                "Det som sendes gjennom {it} mens vi flytter, kommer fram senere enn vanlig.",
            ),
        ),
        (Scene.GOING_BACK, "link"): Said(
            "Vi avbryter flyttingen av {names}",
            (
                "Vi avbrøt flyttingen {turned} og går nå tilbake til den gamle løsningen.",
                "Det som sendes gjennom {it} mens vi flytter, kommer fram senere enn vanlig.",
            ),
        ),
        (Scene.CHECKING, "link"): Said(
            "Vi har flyttet {names} – vi kontrollerer at alt virker",
            ("Vi regner med å være ferdige {expected_full}.",),
        ),
        (Scene.CHECKING_LATE, "link"): Said(
            "Vi har flyttet {names} – vi kontrollerer at alt virker",
            ("Kontrollen tar lengre tid enn planlagt. Vi skulle være ferdige {promised_end_full}.",),
        ),
        (Scene.FINISHED, "link"): Said(
            "Vi har flyttet {names}",
            ("{lasted} Du kan bruke {it} som vanlig.",),
        ),
    },
)

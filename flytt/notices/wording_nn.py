"""Nynorsk, one form throughout: medan, dersom, verkar, vart, løysing, seinast."""

from flytt.notices.wording import Labels, Lines, Said, Scene, Usual, Wording

_SILENT = Usual(stops="Du kan ikkje bruke {name}.", before="", meanwhile="", after="")

NN = Wording(
    people={"staff": "Tilsette", "pupils": "elevar", "guardians": "føresette", "residents": "innbyggjarar"},
    numbers=("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    systems_in="{count} system i {sector}",
    it="systemet",
    they="systema",
    labels=Labels(
        who="Kven gjeld det?",
        what="Dette gjeld:",
        when="Når:",
        stops="Dette verkar ikkje:",
        comes_later="Dette merkar du:",
        works="Dette verkar som vanleg:",
        before="Før {start}:",
        before_start="Før vi startar:",
        meanwhile="Medan vi flyttar:",
        after="Etterpå:",
        do_now="Gjer dette:",
        if_late="Dersom det tek lengre tid:",
        reason="Grunn:",
        working="Dette verkar:",
        questions="Spørsmål?",
        faults="Ser du noko som er feil?",
    ),
    usual={
        ("application", "staff"): Usual(
            stops="Du kan ikkje logge inn i {name}.",
            before="Lagre arbeidet ditt og logg ut av {name}.",
            meanwhile="Noter på papir det som hastar.",
            after="Logg inn på nytt, og før inn det du noterte.",
        ),
        ("application", "public"): Usual(
            stops="Du kan ikkje bruke {name}.",
            before="",
            meanwhile="Hastar det, ta kontakt på telefon.",
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
            meanwhile="Hastar det, ta kontakt på telefon.",
            after="",
        ),
        ("thing", "staff"): _SILENT,
        ("thing", "public"): _SILENT,
    },
    lines=Lines(
        practice="ØVING – dette skjer ikkje på ordentleg",
        practice_title="ØVING: {title}",
        unconfirmed="Tidspunktet er førebels. Du får ei ny melding dersom det blir endra.",
        over_clock_forward="Klokka blir stilt éin time fram i denne perioden. Flyttinga varer i {length}.",
        over_clock_back="Klokka blir stilt éin time tilbake i denne perioden. Flyttinga varer i {length}.",
        everybody="{people} i {municipality}.",
        some="{people} i {municipality} ({sectors}).",
        late_news="Du får ei ny melding her seinast {late_news}.",
        lasted="Vi starta {began} og vart ferdige {ended}.",
        lasted_no_time="Vi vart ferdige {ended_full}.",
        rows_compared="Vi har kontrollert at alt du hadde registrert, er på plass.",
        counts_compared="Tala frå leverandøren før og etter stemmer.",
        set_aside=(
            "Noko som vart registrert i {names} etter flyttinga, er ikkje synleg i den gamle løysinga. "
            "Vi har teke vare på det, og du får beskjed om kva som skjer med det."
        ),
        log_in_again="Logg inn på nytt.",
        moved_too="{names} er flytta og verkar.",
        not_moved="{names} er ikkje flytta og verkar som før.",
        moved_back=(
            "{name} var flytta. Vi gjekk tilbake til den gamle løysinga {ended}, og {name} verkar der igjen."
        ),
        staff_support="Ta kontakt med brukarstøtta i {target}.",
        public_support="Ta kontakt med {municipality}.",
        say_after_move="Sei at det gjeld flyttinga.",
        next_at_start="Neste melding: når vi startar, seinast {next_news}.",
        next_news="Neste melding: seinast {next_news}.",
        changed="Sist endra: {changed}.",
    ),
    scenes={
        (Scene.PLANNED, "staff"): Said(
            "{Names} er nede {span}",
            ("Vi flyttar {names} til {target}. Du kan ikkje bruke {it} medan vi flyttar.",),
        ),
        (Scene.PLANNED, "public"): Said(
            "Du kan ikkje bruke {names} {span}",
            ("Vi flyttar {it}. Du får beskjed her når du kan bruke {it} igjen.",),
        ),
        (Scene.PLANNED_UP, "staff"): Said(
            "Vi flyttar {names} {span}",
            ("Vi flyttar {names} til {target}. Du kan bruke {it} som vanleg medan vi flyttar.",),
        ),
        (Scene.UNBEGUN, "staff"): Said(
            "Vi har ikkje starta flyttinga av {names} enno",
            (
                "Vi skulle starte {promised_start}, og vi kan starte når som helst.",
                "Du kan bruke {it} som vanleg til vi startar.",
            ),
        ),
        (Scene.STARTED, "staff"): Said(
            "Vi flyttar {names} no",
            (
                (
                    "Vi starta {began} og reknar med å vere ferdige {expected}. "
                    "Du kan ikkje bruke {it} før vi gir beskjed."
                ),
            ),
        ),
        (Scene.STARTED, "public"): Said(
            "Du kan ikkje bruke {names} no",
            (
                "Vi flyttar {it}. Vi starta {began} og reknar med å vere ferdige {expected}.",
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.STARTED_UP, "staff"): Said(
            "Vi flyttar {names} no",
            (
                (
                    "Vi starta {began} og reknar med å vere ferdige {expected}. "
                    "Du kan bruke {it} som vanleg medan vi flyttar."
                ),
            ),
        ),
        (Scene.LATE, "staff"): Said(
            "{Names} er nede lenger enn planlagt",
            (
                (
                    "Vi starta {began} og skulle vere ferdige {promised_end}. "
                    "Vi veit ikkje enno når vi blir ferdige."
                ),
                "Du kan ikkje bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.LATE, "public"): Said(
            "Du kan framleis ikkje bruke {names}",
            (
                (
                    "Flyttinga tek lengre tid enn planlagt. Vi starta {began} og skulle vere ferdige "
                    "{promised_end}. Vi veit ikkje enno når vi blir ferdige."
                ),
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "staff"): Said(
            "{Names} er nede lenger enn planlagt – nytt anslag er {expected}",
            (
                (
                    "Vi starta {began}. Flyttinga tek lengre tid enn planlagt, og vi reknar med "
                    "å vere ferdige {expected} (var {promised_end})."
                ),
                "Du kan ikkje bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "public"): Said(
            "Du kan framleis ikkje bruke {names} – nytt anslag er {expected}",
            (
                (
                    "Vi starta {began}. Flyttinga tek lengre tid enn planlagt, og vi reknar med "
                    "å vere ferdige {expected} (var {promised_end})."
                ),
                "Du får beskjed her når du kan bruke {it} igjen.",
            ),
        ),
        (Scene.LATE_UP, "staff"): Said(
            "Flyttinga av {names} tek lengre tid enn planlagt",
            (
                (
                    "Vi starta {began} og skulle vere ferdige {promised_end}. "
                    "Du kan bruke {it} som vanleg medan vi flyttar."
                ),
            ),
        ),
        (Scene.GOING_BACK, "staff"): Said(
            "Vi avbryt flyttinga av {names}",
            (
                "Vi avbraut flyttinga {turned} og går no tilbake til den gamle løysinga.",
                "Du kan ikkje bruke {it} før vi gir beskjed.",
            ),
        ),
        (Scene.GOING_BACK_UP, "staff"): Said(
            "Vi avbryt flyttinga av {names}",
            (
                "Vi avbraut flyttinga {turned} og går no tilbake til den gamle løysinga.",
                "Du kan bruke {it} som vanleg.",
            ),
        ),
        (Scene.CHECKING, "staff"): Said(
            "{Names} er flytta – vi kontrollerer at alt verkar",
            ("Vent med å bruke {it} til vi gir beskjed. Vi reknar med å vere ferdige {expected_full}.",),
        ),
        (Scene.CHECKING, "public"): Said(
            "Vent med å bruke {names} – vi kontrollerer at alt verkar",
            ("Vi har flytta {it}, og reknar med å vere ferdige med kontrollen {expected_full}.",),
        ),
        (Scene.CHECKING_LATE, "staff"): Said(
            "{Names} er flytta – vi kontrollerer at alt verkar",
            (
                "Vent med å bruke {it} til vi gir beskjed.",
                "Kontrollen tek lengre tid enn planlagt. Vi skulle vere ferdige {promised_end_full}.",
            ),
        ),
        (Scene.CHECKING_LATE, "public"): Said(
            "Vent med å bruke {names} – vi kontrollerer at alt verkar",
            (
                (
                    "Vi har flytta {it}. Kontrollen tek lengre tid enn planlagt, og vi skulle vere ferdige "
                    "{promised_end_full}."
                ),
            ),
        ),
        (Scene.CHECKING_UP, "staff"): Said(
            "{Names} er flytta – vi kontrollerer at alt verkar",
            ("Du kan bruke {it} som vanleg medan vi kontrollerer.",),
        ),
        (Scene.FINISHED, "staff"): Said(
            "{Names} verkar igjen",
            ("{lasted} Du kan bruke {it} igjen.",),
        ),
        (Scene.FINISHED, "public"): Said(
            "Du kan bruke {names} igjen",
            ("{lasted}",),
        ),
        (Scene.FINISHED_UP, "staff"): Said(
            "Vi har flytta {names}",
            ("{lasted} Du kan bruke {it} som vanleg.",),
        ),
        (Scene.CANCELLED, "staff"): Said(
            "Avlyst: flytting av {names} {day}",
            (
                "Flyttinga {span} er avlyst. Du kan bruke {it} som vanleg.",
                "Vi har ikkje bestemt ein ny dag. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK, "staff"): Said(
            "{Names} verkar igjen – vi avbraut flyttinga",
            (
                (
                    "Vi avbraut flyttinga {turned} og gjekk tilbake til den gamle løysinga. "
                    "Du kan bruke {it} som før frå {ended}."
                ),
                "Vi har ikkje bestemt når vi prøver igjen. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK, "public"): Said(
            "Du kan bruke {names} igjen – vi avbraut flyttinga",
            (
                "Vi avbraut flyttinga {turned}. Du kan bruke {it} som før frå {ended}.",
                "Vi har ikkje bestemt når vi prøver igjen. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.TAKEN_BACK_UP, "staff"): Said(
            "Vi avbraut flyttinga av {names}",
            (
                "Vi avbraut flyttinga {turned}. Du kan bruke {it} som vanleg.",
                "Vi har ikkje bestemt når vi prøver igjen. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.MOVED_BACK, "staff"): Said(
            "{Names} er tilbake i den gamle løysinga",
            (
                "Vi gjekk tilbake til den gamle løysinga {turned}. Du kan bruke {it} som før frå {ended}.",
                "Vi har ikkje bestemt når vi prøver igjen. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.MOVED_BACK, "public"): Said(
            "Du kan bruke {names} som før – i den gamle løysinga",
            (
                "Vi gjekk tilbake til den gamle løysinga {turned}. Du kan bruke {it} som før frå {ended}.",
                "Vi har ikkje bestemt når vi prøver igjen. Du får ei ny melding når vi har det.",
            ),
        ),
        (Scene.PLANNED, "link"): Said(
            "Vi flyttar {names} {span}",
            ("Det som blir sendt gjennom {it} medan vi flyttar, kjem fram seinare enn vanleg.",),
        ),
        (Scene.STARTED, "link"): Said(
            "Vi flyttar {names} no",
            (
                "Vi starta {began} og reknar med å vere ferdige {expected}.",
                "Det som blir sendt gjennom {it} medan vi flyttar, kjem fram seinare enn vanleg.",
            ),
        ),
        (Scene.LATE, "link"): Said(
            "Flyttinga av {names} tek lengre tid enn planlagt",
            (
                "Vi starta {began} og skulle vere ferdige {promised_end}.",
                "Vi veit ikkje enno når vi blir ferdige.",
                "Det som blir sendt gjennom {it} medan vi flyttar, kjem fram seinare enn vanleg.",
            ),
        ),
        (Scene.LATE_ESTIMATE, "link"): Said(
            "Flyttinga av {names} tek lengre tid enn planlagt – nytt anslag er {expected}",
            (
                "Vi starta {began}. Vi reknar med å vere ferdige {expected} (var {promised_end}).",
                "Det som blir sendt gjennom {it} medan vi flyttar, kjem fram seinare enn vanleg.",
            ),
        ),
        (Scene.GOING_BACK, "link"): Said(
            "Vi avbryt flyttinga av {names}",
            (
                "Vi avbraut flyttinga {turned} og går no tilbake til den gamle løysinga.",
                "Det som blir sendt gjennom {it} medan vi flyttar, kjem fram seinare enn vanleg.",
            ),
        ),
        (Scene.CHECKING, "link"): Said(
            "Vi har flytta {names} – vi kontrollerer at alt verkar",
            ("Vi reknar med å vere ferdige {expected_full}.",),
        ),
        (Scene.CHECKING_LATE, "link"): Said(
            "Vi har flytta {names} – vi kontrollerer at alt verkar",
            ("Kontrollen tek lengre tid enn planlagt. Vi skulle vere ferdige {promised_end_full}.",),
        ),
        (Scene.FINISHED, "link"): Said(
            "Vi har flytta {names}",
            ("{lasted} Du kan bruke {it} som vanleg.",),
        ),
    },
)

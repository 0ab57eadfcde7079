"""By which other way a step was looked at: the engine's words, and what the pages say in bokmål."""

import re

from flytt.migration.forms_estate import Outcome

OUTCOMES: dict[Outcome, str] = {
    "proved": "bevist",
    "proved except listed": "bevist, unntatt det som er listet",
    "cannot be proved, because": "kan ikke bevises",
}
"""What a proof of Forms comes to."""

ROUTES: dict[str, str] = {
    "looked for on the host": "sett etter på serveren",
    "the vendor's counts, before and after": "leverandørens egne tall, før og etter",
    "the record read back": "protokollen lest på nytt",
    "every row read on both sides": "hver rad lest på begge sider",
    "counted again": "talt på nytt",
    "two manifests, each made on its own host": "to lister, hver laget på sin egen server",
    "two manifests, each made on its own host; all content read": (
        "to lister, hver laget på sin egen server, alt innhold lest"
    ),
    "effective rights of sampled people": "hva et utvalg folk har lov til, på begge sider",
    "NTFS rights read over SMB on both sides, and what people may do by them": (
        "NTFS-rettigheter lest over SMB på begge sider, og hva folk har lov til etter dem"
    ),
    "who can write: tried on a new connection where there is one, and asked of the host": (
        "hvem som kan skrive: prøvd på en ny forbindelse der det finnes en, og spurt serveren"
    ),
    "the zone's own server, and the old sides": "navnetjenerens eget svar, og de gamle sidene",
    "the page read again": "siden lest på nytt",
    "the hub's own count": "knutepunktets egen telling",
    "the file service's own word": "filtjenestens eget svar",
    "service state and a request": "tjenestens tilstand og et oppslag",
    "service manager and database catalogue": "tjenestestyringen og databasens egen oversikt",
    "read back and parsed": "lest tilbake og tolket",
    "looked at from outside": "sett utenfra",
    "hashed on the target host": "kontrollsum regnet på den nye serveren",
    "file hash on the host, rows read again": "filens kontrollsum på serveren, radene lest på nytt",
    "every row of both sources read again, its place worked out anew, looked for in the target": (
        "hver rad i begge kildene lest på nytt, plassen regnet ut på nytt og funnet på den nye siden"
    ),
    "every name, owner and right at the source": "hvert navn, hver eier og hver rettighet på den gamle siden",
    "a request to the application itself": "et oppslag i selve løsningen",
    "both directories read again, held against rules and decisions": (
        "begge katalogene lest på nytt, holdt mot regler og beslutninger"
    ),
    "the directory's track of changes": "katalogens egen endringslogg",
    "the track of changes of the new directory": "endringsloggen i den nye katalogen",
    "the track of changes of both directories": "endringsloggen i begge katalogene",
    "both directories' track of changes; each group read member by member": (
        "endringsloggen i begge katalogene, og hver gruppe lest medlem for medlem"
    ),
    "each group's members and owners, read group by group": (
        "medlemmene og eierne i hver gruppe, lest gruppe for gruppe"
    ),
    "looked for again": "sett etter på nytt",
    "looked for in both tenants": "sett etter i begge miljøene",
    "both tenants read again, held against rules and decisions": (
        "begge miljøene lest på nytt, holdt mot regler og beslutninger"
    ),
    "both tenants read again, drive by drive": "begge miljøene lest på nytt, filområde for filområde",
    "each new drive listed": "hvert nytt filområde slått opp",
    "each new drive listed folder by folder": "hvert nytt filområde lest mappe for mappe",
    "each site asked how far it is closed": "hvert område spurt om hvor langt det er stengt",
    "both tenants read again, page by page": "begge miljøene lest på nytt, side for side",
    "each new site's pages listed": "sidene på hvert nytt område slått opp",
    "each page and its web parts asked for by themselves: name, content, state": (
        "hver side og nettdelene i den slått opp hver for seg: navn, innhold, tilstand"
    ),
    "each item's rights asked for again": "rettighetene slått opp på nytt, fil for fil",
    "both sides listed folder by folder: sizes, hashes, rights; some files of each drive read": (
        "begge sider lest mappe for mappe: størrelse, kontrollsum, rettigheter; noen filer i hvert lest"
    ),
    "Graph's list of references, both directories, Exchange's list of recipients": (
        "Graphs egen liste over hva som bruker domenet, begge katalogene og Exchanges liste over mottakere"
    ),
    "the zone's own server": "sonens egen navnetjener",
    "the directory and Exchange's list of recipients, read again": (
        "katalogen og Exchanges liste over mottakere, lest på nytt"
    ),
    "the tenant's own list of domains": "miljøets egen liste over domener",
    "the zone's own server, and both tenants' lists of domains": (
        "sonens egen navnetjener og begge miljøenes lister over domener"
    ),
    "both tenants read again, plan by plan": "begge miljøer lest på nytt, plan for plan",
    "the plans of each new group listed": "planene i hver ny gruppe listet opp",
    "the plans of each old group listed": "planene i hver gammel gruppe listet opp",
    "each new bucket's tasks, one by one": "oppgavene i hver ny kolonne, én for én",
    "each bucket's tasks, one by one, on both sides": "oppgavene i hver kolonne, én for én, på begge sider",
    "each old plan listed again, and held against what was copied": (
        "hver gammel plan listet opp på nytt og holdt opp mot det som ble kopiert"
    ),
    "each new team's own list of channels": "hvert nytt teams egen liste over kanaler",
    "each new team read whole, not channel by channel": "hvert nytt team lest samlet, ikke kanal for kanal",
    "the old tenant's own list of teams": "det gamle miljøets egen liste over team",
    "both sides read as whole teams: author, time and text of every message": (
        "begge sider lest som hele team: forfatter, tidspunkt og tekst i hver melding"
    ),
    "each person's own list of chats": "hver persons egen liste over chatter",
    "people's chats read whole, not chat by chat": "folks chatter lest samlet, ikke chat for chat",
    "both sides read by person: author, time and text of every message, bytes of every picture": (
        "begge sider lest person for person: forfatter, tidspunkt og tekst i hver melding, hvert bilde"
    ),
    "each chat asked for its mode": "hver chat spurt om den er i flyttemodus",
    "each channel asked for its mode": "hver kanal spurt om den er i flyttemodus",
    "both sides read as whole teams: author, time and text of every message, and its pictures": (
        "begge sider lest som hele team: forfatter, tidspunkt og tekst i hver melding, og bildene"
    ),
    "each channel asked for its mode; what the old side holds beside what was put in": (
        "hver kanal spurt om den er i flyttemodus; det den gamle siden har, ved siden av det som er lagt inn"
    ),
    "both directories' track of changes, read again": "endringsloggen i begge katalogene, lest på nytt",
    "each new site's pages listed, with what they say": "hvert nytt områdes sider, med det som står der",
    "each channel's own list of tabs": "hver kanals egen liste over faner",
    "each new team's own list of members": "hvert nytt teams egen liste over medlemmer",
    "Exchange's own list of mailboxes": "Exchanges egen liste over postkasser",
    "both sides' tracks of changes, folder by folder": "endringsloggen på begge sider, mappe for mappe",
    "each mailbox's own list of who may do what": "hver postkasses egen liste over hvem som har lov til hva",
    "every download looked for in the old drives, its rows counted": (
        "hver nedlasting funnet i de gamle filområdene, radene talt"
    ),
    **{
        f"{outcome}: the new side fetched anew, cell by cell, by two readers": (
            f"{nb}: den nye siden hentet på nytt, celle for celle, av to lesere"
        )
        for outcome, nb in OUTCOMES.items()
    },
}


STREAMS = re.compile(r"^(?P<way>.*?); (?P<number>one|[0-9]+) streams?\b")
"""A share's survey adds how its first copy would go (`flytt/shares/streams.py`)."""


def route_nb(route: str) -> str:
    """Return how it was looked at. A ledger from another version may name a way that has no words here."""
    if streams := STREAMS.match(route):
        many = "én strøm" if streams["number"] == "one" else f"{streams['number']} strømmer"
        return f"{route_nb(streams['way'])}; kopieres i {many}"
    return ROUTES.get(route, route)

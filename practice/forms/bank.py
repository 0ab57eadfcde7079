"""Questions and answers that templates are put together from, in bokmål, nynorsk and English."""

from __future__ import annotations

from practice.forms.topics import Texts

__all__ = ["ASPECTS", "CHOICES", "LONG", "QUESTIONS", "SCALES", "WORDS"]


def _rows(text: str) -> tuple[tuple[str, Texts], ...]:
    split = (line.strip().split("|") for line in text.strip().splitlines())
    return tuple((kind, (nb, nn, en)) for kind, nb, nn, en in split)


# kind|nb|nn|en: {t} is the form's topic, {a} an aspect of it
_QUESTIONS = """
name|Navn|Namn|Full name
name|Barnets navn|Namnet til barnet|Child's name
mail|E-post|E-post|E-mail
phone|Telefonnummer|Telefonnummer|Phone number
fnr|Fødselsnummer (11 siffer)|Fødselsnummer (11 siffer)|National identity number
number|Antall personer|Tal på personar|Number of people
number|Hvor mange timer i uken?|Kor mange timar i veka?|How many hours a week?
unit|Hvilken skole/enhet gjelder det?|Kva skule/eining gjeld det?|Which school/unit is it about?
date|Dato|Dato|Date
date|Ønsket oppstart|Ønskt oppstart|Preferred start
choice|Er du fornøyd med {a}?|Er du nøgd med {a}?|Are you satisfied with {a}?
choice|Har du brukt {a} før?|Har du brukt {a} før?|Have you used {a} before?
choice|Hvordan fikk du vite om {t}?|Korleis fekk du vite om {t}?|How did you hear about {t}?
choice|Ønsker du {t} neste år?|Ønskjer du {t} neste år?|Would you like {t} next year?
choice|Hvem svarer?|Kven svarar?|Who is answering?
choice|Alder|Alder|Age
multi|Hva er viktig med {a}?|Kva er viktig med {a}?|What matters about {a}?
multi|Hvilke dager passer for {t}?|Kva dagar passar for {t}?|Which days suit you for {t}?
multi|Hvilke tilbud bruker du?|Kva tilbod bruker du?|Which services do you use?
text|Hva kan bli bedre med {a}?|Kva kan bli betre med {a}?|What could be better about {a}?
text|Hva fungerer godt i {t}?|Kva fungerer godt i {t}?|What works well with {t}?
text|Begrunn svaret om {a}|Grunngi svaret om {a}|Explain your answer on {a}
text|Kommentar|Kommentar|Comment
text|Andre kommentarer|Andre kommentarar|Other comments
text|Beskriv hendelsen|Beskriv hendinga|Describe what happened
text|Er det noe vi bør vite om {a}?|Er det noko vi bør vite om {a}?|Anything we should know about {a}?
text|Helseopplysninger vi må ta hensyn til|Helseopplysningar vi må ta omsyn til|Health matters to consider
likert|Hvor enig er du i dette om {t}?|Kor einig er du i dette om {t}?|How far do you agree about {t}?
rating|Hvor fornøyd er du med {a}?|Kor nøgd er du med {a}?|How satisfied are you with {a}?
rating|Gi {t} en karakter|Gi {t} ein karakter|Rate {t}
nps|Vil du anbefale {t}?|Vil du tilrå {t}?|Would you recommend {t}?
ranking|Ranger det som betyr mest for {t}|Ranger det som betyr mest for {t}|Rank what matters most for {t}
upload|Last opp dokumentasjon|Last opp dokumentasjon|Upload documents
upload|Legg ved bilde|Legg ved bilete|Attach a picture
"""
_ASPECTS = """
a|informasjonen|informasjonen|the information
a|maten|maten|the food
a|uteområdet|uteområdet|the outdoor area
a|tidspunktet|tidspunktet|the time
a|lokalene|lokala|the premises
a|kontakten med de ansatte|kontakten med dei tilsette|the contact with staff
a|oppfølgingen|oppfølginga|the follow-up
a|utstyret|utstyret|the equipment
a|samarbeidet|samarbeidet|the cooperation
a|prisen|prisen|the price
a|tilgjengeligheten|tilgjenget|the accessibility
a|arbeidsmiljøet|arbeidsmiljøet|the working environment
a|undervisningen|undervisninga|the teaching
a|transporten|transporten|the transport
a|sikkerheten|tryggleiken|the safety
a|planleggingen|planlegginga|the planning
a|ventetiden|ventetida|the waiting time
a|språket i brevene|språket i breva|the language of the letters
a|de digitale løsningene|dei digitale løysingane|the digital services
a|medvirkningen|medverknaden|your say
"""
_CHOICES = """
c|Ja/Nei/Vet ikke|Ja/Nei/Veit ikkje|Yes/No/Don't know
c|Svært fornøyd/Fornøyd/Verken eller/Misfornøyd|Svært nøgd/Nøgd/Verken eller/Misnøgd|Very/Fairly/Neither/Not
c|Foresatt/Elev/Ansatt/Annet|Føresett/Elev/Tilsett/Anna|Parent/Pupil/Staff/Other
c|0-5 år/6-12 år/13-18 år/Over 18 år|0-5 år/6-12 år/13-18 år/Over 18 år|0-5/6-12/13-18/Over 18
c|Nettsiden/Facebook/Brev/Kjente|Nettsida/Facebook/Brev/Kjende|Website/Facebook/Letter/Friends
c|Mandag/Tirsdag/Onsdag/Torsdag/Fredag|Måndag/Tysdag/Onsdag/Torsdag/Fredag|Mon/Tue/Wed/Thu/Fri
c|Daglig/Ukentlig/Sjelden/Aldri|Dagleg/Kvar veke/Sjeldan/Aldri|Daily/Weekly/Rarely/Never
c|Tid/Kvalitet/Pris/Nærhet/Trygghet|Tid/Kvalitet/Pris/Nærleik/Tryggleik|Time/Quality/Price/Nearness/Safety
c|SFO/Skole/Barnehage/Kulturskole|SFO/Skule/Barnehage/Kulturskule|After-school/School/Nursery/Arts
c|Kveld/Formiddag/Ettermiddag|Kveld/Føremiddag/Ettermiddag|Evening/Morning/Afternoon
"""
_SCALES = """
s|Helt uenig/Uenig/Enig/Helt enig|Heilt ueinig/Ueinig/Einig/Heilt einig|No/Rather no/Rather yes/Yes
s|Aldri/Sjelden/Av og til/Ofte/Alltid|Aldri/Sjeldan/Av og til/Ofte/Alltid|Never/Rarely/Sometimes/Often/Always
s|Dårlig/Middels/God|Dårleg/Middels/God|Poor/Fair/Good
"""
_WORDS = """
w|vi|vi|we
w|barna|barna|the children
w|trenger|treng|need
w|mer|meir|more
w|tid|tid|time
w|til|til|for
w|lek|leik|play
w|ute|ute|outdoors
w|informasjon|informasjon|information
w|burde|burde|should
w|kommet|kome|arrived
w|tidligere|tidlegare|earlier
w|veldig|veldig|very
w|bra|bra|good
w|opplegg|opplegg|arrangement
w|men|men|but
w|litt|litt|a bit
w|for|for|too
w|langt|langt|far
w|hjemmefra|heimanfrå|from home
w|ansatte|tilsette|staff
w|er|er|are
w|flinke|flinke|skilled
w|og|og|and
w|hyggelige|hyggelege|kind
w|bussen|bussen|the bus
w|går|går|goes
w|ikke|ikkje|not
w|ofte|ofte|often
w|nok|nok|enough
w|kunne|kunne|could
w|ønske|ønske|wish
w|bedre|betre|better
w|lys|lys|light
w|i|i|in
w|gangen|gangen|the corridor
w|kveldene|kveldane|the evenings
w|har|har|have
w|allergi|allergi|allergy
w|nøtter|nøtter|nuts
w|astma|astma|asthma
w|fungerer|fungerer|works
w|samarbeid|samarbeid|cooperation
w|skolen|skulen|the school
"""
QUESTIONS = _rows(_QUESTIONS)
ASPECTS = tuple(texts for _, texts in _rows(_ASPECTS))
CHOICES = tuple(texts for _, texts in _rows(_CHOICES))
SCALES = tuple(texts for _, texts in _rows(_SCALES))
WORDS = tuple(zip(*(texts for _, texts in _rows(_WORDS)), strict=True))
LONG = 33_000  # characters: more than a cell of Excel holds

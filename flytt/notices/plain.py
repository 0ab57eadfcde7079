"""Plain language, as far as a program can tell: what must not stand in words that users read.

A person still has to read them. See docs/board.md for the rules and where they come from.
"""

import re
from collections.abc import Iterator, Mapping

from flytt.migration.plan import Plan
from flytt.migration.workload import Language
from flytt.notices.template import Template, templates

LONGEST_SENTENCE = 24
"""Words. Beyond this readers lose the thread; the facts of a time alone take ten."""

TRADE = (
    *("server", "tjener", "database", "migrer", "cutover", "rollback", "autentis", "verifis", "validere"),
    *("dns", "tenant", "deploy", "backup", "produksjonsset", "driftsvindu", "nedetid", "api", "ip-adresse"),
    *("applikasjon", "synkroniser", "replik", "klient", "endepunkt", "konfigur", "failover", "instans"),
)
"""Words of the trade, or how they begin. «Nede» is said of what one logs in to, to staff alone."""

PRODUCTS = (
    *("visma", "hove", "public 360", "p360", "ebyggesak", "norkart", "easycruit", "rakel", "intune"),
    *("svarut", "svarinn", "edialog", "yubikey", "fiks", "digisos", "ror-ikt", "m365"),
)
"""Names that nobody outside the staff knows. OneDrive and Teams pupils see on their screens."""

PASSIVE = re.compile(r"\b(?:vil|skal) (?:bli|verte) \w+(?:t|d|et)\b", re.IGNORECASE)
TYPED = re.compile(
    r"\bkl\.? ?\d|\b\d{1,2}[.:]\d\d\b|\b\d{1,2}\. ?(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)"
    r"|\b(?:man|måne?|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag\b|\bmidnatt\b|\bi natt\b|\bi kveld\b",
    re.IGNORECASE,
)
FOREIGN: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(
        r"\b(?:ikkje|dersom|frå|noko|medan|verkar|vart|vere|seinast|kva|kven|korleis|me)\b", re.IGNORECASE
    ),
    "nn": re.compile(
        r"\b(?:ikke|hvis|fra|noe|mens|virker|ble|være|senest|hva|hvem|hvordan|løsning\w*|jeg|gjør)\b",
        re.IGNORECASE,
    ),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])")


def faults(text: str, language: Language, *, outside: bool) -> Iterator[str]:
    """Yield what is wrong with one text, in a few words. `outside`: not for the staff."""
    low = text.lower()
    yield from (f"a word of the trade: {word}" for word in TRADE if re.search(rf"\b{re.escape(word)}", low))
    if outside:
        known = (word for word in PRODUCTS if re.search(rf"\b{re.escape(word)}", low))
        yield from (f"a name that nobody outside knows: {word}" for word in known)
    if PASSIVE.search(text):
        yield "says what will be done, not who does it"
    if found := TYPED.search(text):
        yield f"a day or a time typed by hand: {found.group()}"
    if found := FOREIGN[language].search(text):
        yield f"of the other language: {found.group()}"
    for sentence in _SENTENCE.split(text):
        if (words := len(sentence.split())) > LONGEST_SENTENCE:
            yield f"a sentence of {words} words"


def template_faults(template: Template) -> tuple[str, ...]:
    """Return what is wrong with a sector's own words: shown to whoever approves them."""
    found: list[str] = []
    outside = template.readers == "residents"
    for id_, words in template.systems.items():
        for part, text in words.model_dump().items():
            found += [f"{id_}, {part}: {f}" for f in faults(str(text), template.language, outside=outside)]
            if text and part != "name" and not str(text).rstrip().endswith((".", "!", "?")):
                found.append(f"{id_}, {part}: no full stop")
        if outside and not words.name:
            found.append(f"{id_}: those outside the staff see the product's name")
    return tuple(found)


def plan_faults(plan: Plan) -> Iterator[str]:
    """Yield what is wrong with all words of a plan, and which workloads the public meets by product name."""
    for template in templates(plan):
        where = f"{template.sector} {template.readers} {template.language}"
        yield from (f"{where}: {fault}" for fault in template_faults(template))
        if template.readers == "residents":
            for w in plan.sector(template.sector):
                if {"pupils", "guardians", "residents"} & set(w.audience) and w.id not in template.systems:
                    yield f"{where}: {w.id}: those outside the staff see the product's name"

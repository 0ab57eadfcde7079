"""The operator's page of a runbook, in bokmål, made from its YAML: `python -m flytt.mapping.runbook_page`."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from flytt.mapping.into import folder_of
from flytt.mapping.runbook_words_nb import BY, CRITERIA, PHASES, REVERSALS
from flytt.mapping.runbooks import load_runbooks
from flytt.migration.runbook import CheckpointEntry, Entry, GateEntry, Runbook, StepEntry

_HOUR, _DAY = 60, 24 * 60
_TITLES = "| Steg | Hvorfor | Av | Tar | Å ta tilbake | Kan tas tilbake |"


class NoWordsError(Exception):
    """A runbook says something that has no bokmål: `why_nb` in its YAML, or `runbook_words_nb.py`."""


def page(runbook: Runbook) -> str:
    """Return the whole page as Markdown. NoWordsError names a reason or criterion without bokmål."""
    lines = [
        f"<!-- Laget av `make runbooks` fra {runbook.kind}.yaml. Rett der, ikke her. -->",
        "",
        f"# Kjøreplan: {runbook.title_nb}",
        "",
        _nb(runbook.why_nb, runbook.kind),
        "",
        *([f"*{_nb(runbook.proven_nb, runbook.kind)}*", ""] if runbook.proven else []),
        *_at_a_glance(runbook),
        "Minuttene er kjøreplanens anslag. Hva øvingen målte, står i rapporten fra øvingen.",
        "",
    ]
    for phase, entries in groupby(_with_phase(runbook.entries), key=lambda pair: pair[0]):
        lines += [f"## {phase}", ""]
        lines += _phase(entry for _, entry in entries)
    return "\n".join(lines).rstrip() + "\n"


def pages(directory: Path) -> dict[str, str]:
    """Return every runbook's page by its file's name. MappingFaults when a runbook cannot be read."""
    return {f"{kind}.md": page(runbook) for kind, runbook in load_runbooks(directory).items()}


def _with_phase(entries: tuple[Entry, ...]) -> Iterable[tuple[str, Entry]]:
    """Pair each entry with its heading; a checkpoint belongs to the phase that it closes."""
    phase = PHASES["prepare"]
    for entry in entries:
        if not isinstance(entry, CheckpointEntry):
            phase = PHASES[entry.phase]
        yield phase, entry


def _at_a_glance(runbook: Runbook) -> list[str]:
    steps = [e for e in runbook.entries if isinstance(e, StepEntry)]
    window = [s for s in steps if s.phase == "cutover"]
    back = [s for s in steps if s.phase != "retire"]
    rows = [
        ("Type", f"`{runbook.kind}`"),
        ("Steg", f"{len(steps)}, av dem {len(window)} i vinduet"),
        ("Brukerne er uten løsningen", _downtime(steps)),
        ("I vinduet", f"{_minutes(sum(s.minutes for s in window))} fram"),
        ("Å ta alt tilbake etter åpning", _minutes(sum(s.undo_minutes for s in back))),
        ("Ingen vei tilbake fra", _no_return(runbook)),
    ]
    return ["| | |", "|---|---|", *(f"| {what} | {says} |" for what, says in rows), ""]


def _downtime(steps: list[StepEntry]) -> str:
    down = 0.0
    within = False
    for step in steps:
        within = within or step.starts_downtime
        down += step.minutes if within else 0
        if step.ends_downtime:
            return f"om lag {_minutes(down)}"
    return "ikke på noe tidspunkt"


def _no_return(runbook: Runbook) -> str:
    final = next((e for e in runbook.entries if isinstance(e, StepEntry) and e.reversal == "final"), None)
    if final is not None:
        return f"steget «{final.title_nb}», bak sitt eget spørsmål"
    asked = [e for e in runbook.entries if isinstance(e, GateEntry) and e.phase == "retire"]
    title = asked[-1].title_nb if asked else "avviklingen"
    return f"svaret ja på «{title}»: ingen av Flytts egne steg er endelige, men andre fjerner den gamle siden"


def _phase(entries: Iterable[Entry]) -> list[str]:
    lines: list[str] = []
    in_table = False
    for entry in entries:
        if isinstance(entry, StepEntry):
            if not in_table:
                lines += [_TITLES, "|---|---|---|---|---|---|"]
            lines.append(_row(entry))
            in_table = True
            continue
        lines += [""] if in_table else []
        in_table = False
        lines += _gate(entry) if isinstance(entry, GateEntry) else _checkpoint(entry)
    return [*lines, ""] if in_table else lines


def _row(step: StepEntry) -> str:
    said = [f"**{step.title_nb}** (`{step.key}`)"]
    said += ["**Herfra er brukerne uten løsningen.**"] if step.starts_downtime else []
    said += ["**Herfra er den tilbake.**"] if step.ends_downtime else []
    why = _nb(step.why_nb, step.key)
    if step.when:
        said_when = ", ".join(f"`{name}: {value}`" for name, value in step.when.items())
        why += f" Bare med {said_when} i kartleggingen."
    if step.by != "flytt":
        why += " Flytt legger fram oppskriften og spør om det er gjort."
    if step.alone_when:
        said_when = ", ".join(f"`{name}: {json.dumps(value)}`" for name, value in step.alone_when.items())
        why += f" Med {said_when} i kartleggingen spør Flytt ingen."
    final = step.reversal == "final"
    back = "–" if final or not step.undo_minutes else _minutes(step.undo_minutes)
    can = REVERSALS[step.reversal] if final or step.undo_minutes else "ingenting å ta tilbake"
    can += f". {step.stays_nb}" if step.stays_nb else ""
    return f"| {' '.join(said)} | {why} | {BY[step.by]} | {_minutes(step.minutes)} | {back} | {can} |"


def _gate(gate: GateEntry) -> list[str]:
    why = _nb(gate.why_nb, gate.key)
    shared = "alle i sektoren med samme vindu" if gate.scope == "wave" else "denne arbeidslasten alene"
    try:
        criteria = [f"- `{name}`: {CRITERIA[name]}" for name in gate.criteria]
    except KeyError as missing:
        raise NoWordsError(missing.args[0]) from missing
    return [
        f"### Spørsmål: {gate.title_nb} (`{gate.key}`)",
        "",
        f"{why} Svaret gjelder {shared}, og må gis innen {_minutes(gate.expires_minutes)}.",
        "",
        *(["Maskinen undersøker først:", "", *criteria, ""] if criteria else []),
    ]


def _checkpoint(checkpoint: CheckpointEntry) -> list[str]:
    return [f"**Sjekkpunkt `{checkpoint.key}`: {checkpoint.title_nb}.**", ""]


def _nb(why_nb: str, where: str) -> str:
    if not why_nb:
        raise NoWordsError(where)
    return why_nb


def _minutes(value: float) -> str:
    whole = round(value)
    if whole and whole % _DAY == 0:
        return f"{whole // _DAY} døgn"
    if whole < _HOUR:
        return f"{whole} min"
    rest = f" {whole % _HOUR} min" if whole % _HOUR else ""
    return f"{whole // _HOUR} t{rest}"


def main() -> None:
    """Write every page beside its runbook, in the folder given or in runbooks."""
    folder = folder_of("flytt.mapping.runbook_page", "Write the page of each runbook in FOLDER.", "runbooks")
    for name, text in pages(folder).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

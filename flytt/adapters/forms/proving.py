"""The proof, as steps see it: kinds and counts of what the library lists, never the name of a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.adapters.forms.reading import as_written, exclusions
from flytt.adapters.forms.work import Work
from flytt.migration.forms_estate import Account, Pass, Proof

if TYPE_CHECKING:
    from flytt.forms.reconcile.document import Account as Counted


def prove(
    work: Work, which: Pass, target: Path, carried: tuple[str, ...], late: tuple[str, ...] = ()
) -> Proof:
    """Hold what lies in `target` against what was gathered. The whole report is written beside the estate.

    `carried` is listed; `late` is what has come since the last gathering, and nothing is proved with it.
    """
    from flytt.forms.fingerprint import Fingerprint  # noqa: PLC0415 - heavy libraries, all of these
    from flytt.forms.reconcile.inventoried import take_stock  # noqa: PLC0415
    from flytt.forms.reconcile.placed_before import no_longer_found  # noqa: PLC0415
    from flytt.forms.reconcile.prove import prove as held_against  # noqa: PLC0415
    from flytt.forms.reconcile.report import markdown  # noqa: PLC0415
    from flytt.forms.reconcile.seal import read_seal, since  # noqa: PLC0415

    read = as_written(work, which)
    changed = [*late, *since(read_seal(work.seal(which)), work.estate(which))]
    stock = take_stock(read.estate, read.document, Fingerprint(work.key()))
    if which == "delta" and work.package("first").is_dir():
        changed += no_longer_found(work.package("first"), stock, exclusions(work), Fingerprint(work.key()))
    found = held_against(
        read.estate, read.document, target, key=work.key(), exclusions=exclusions(work), since=changed,
        stock=stock,
    )  # fmt: skip
    work.write(work.report, markdown(found).encode())
    return Proof(
        outcome="proved except listed" if found.outcome == "proved" and carried else found.outcome,
        forms=len(found.forms),
        responses=_account(found.responses),
        cells=_account(found.cells),
        files=_account(found.files),
        because=_counted(found.because_kinds),
        listed=(*_counted(found.listed_kinds), *carried),
        root=found.root,
        key=found.key,
    )


def _counted(kinds: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{count} × {kind}" if count > 1 else kind for kind, count in kinds.items())


def _account(counted: "Counted") -> Account:
    return Account.model_validate(counted.as_json())

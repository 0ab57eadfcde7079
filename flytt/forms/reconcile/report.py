"""The proof as a page that a department head can read: counts, ids and sentences, and no answer."""

from collections.abc import Iterator

from flytt.forms.reconcile.document import Account, FormProof, Proof

_MOST = 60
_HEAD = (
    "| | Found | Moved | Excluded | Quarantined | Missing | Foreign |\n|---|---:|---:|---:|---:|---:|---:|"
)


def markdown(proof: Proof) -> str:
    """Return the page, in Markdown."""
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: Proof) -> Iterator[str]:
    yield f"# Forms, reconciled: {proof.outcome}"
    yield ""
    for one in proof.because:
        yield f"- **Because** {one}"
    yield from _some([f"- Listed: {one}" for one in proof.listed])
    yield ""
    yield _HEAD
    for name, account in (("Responses", proof.responses), ("Cells", proof.cells), ("Files", proof.files)):
        yield _row(name, account)
    yield ""
    yield "Found in service and blocks = moved + excluded by signed decision + quarantined + missing."
    seen = proof.readers
    yield (
        f"Two independent readers agree on {seen.agreed} of {seen.workbooks} workbooks, {seen.cells:,} cells."
        f" {proof.no_forms_data} tables are no answers of Forms."
    )
    yield f"Root over all forms: `{proof.root}`. Key of the hashes: `{proof.key}`."
    if proof.exclusions_sha256:
        yield f"Signed decisions to leave something: SHA-256 `{proof.exclusions_sha256}`."
    limited = [one for one in proof.forms if one.outcome != "proved"]
    yield ""
    yield f"## Forms\n\n{len(proof.forms) - len(limited)} of {len(proof.forms)} proved with nothing to list."
    yield from _some([line for one in limited for line in _form(one)])
    if proof.cannot_see:
        yield "\n## What no source could show\n"
        for source, says in proof.cannot_see.items():
            yield from (f"- {source}: {one}" for one in says)


def _row(name: str, one: Account) -> str:
    counts = (one.found, one.moved, one.excluded, one.quarantined, one.missing, one.foreign)
    return f"| {name} | " + " | ".join(f"{count:,}" for count in counts) + " |"


def _form(one: FormProof) -> Iterator[str]:
    yield f"\n### `{one.id}`: {one.outcome}\n"
    responses, cells = one.responses, one.cells
    yield f"{responses.moved} of {responses.found} responses, {cells.moved} of {cells.found} cells moved."
    yield from (f"- **Because** {says}" for says in one.because)
    yield from (f"- Listed: {says}" for says in one.listed)


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"- … and {len(lines) - _MOST} lines more: --json has all of them."

"""What holds of every mapping from one tenant to another: two tenants, and nothing said twice."""

from collections.abc import Mapping, Sequence


def say_each_once(source: str, target: str, said: Mapping[str, Sequence[str]]) -> None:
    """Refuse two rows for one thing: it would be left to chance which of them counts. ValueError names them.

    `said`: for each sort of row, such as `decision for`, what its rows are about.
    """
    for what, named in said.items():
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise ValueError(f"more than one {what} {', '.join(twice)}")
    if source == target:
        raise ValueError("source and target are the same tenant")

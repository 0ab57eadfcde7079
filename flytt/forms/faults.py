"""What is wrong with the files that people write for an estate, all at once."""

from flytt.migration.errors import BadInput


class EstateFaults(BadInput):
    """The folder is not an estate, or a file that people wrote cannot be used. One fault a line."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n".join([*faults, f"{count}. Nothing was touched."]))

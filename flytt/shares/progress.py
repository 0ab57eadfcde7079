"""How far a copy is, in numbers that stand still long enough to be read."""

from typing import NamedTuple

_MIB = 1 << 20


class Far(NamedTuple):
    """Files, bytes and percent of what is known of so far (0: unknown), bytes and seconds of this pass."""

    files: int
    size_bytes: int
    percent: int
    bytes_per_second: float
    gone_seconds: float

    @property
    def left_seconds(self) -> float | None:
        """How long the rest takes if it goes on like this; None while nothing is known of the rest."""
        return self.gone_seconds * (100 - self.percent) / self.percent if self.percent else None

    @property
    def sentence(self) -> str:
        """Say it on one line."""
        percent = f" ({self.percent} %)" if self.percent else ""
        left = "" if self.left_seconds is None else f", about {clock(self.left_seconds)} left"
        return (
            f"{self.files:,} files, {self.size_bytes / _MIB:,.0f} MiB{percent},"
            f" {self.bytes_per_second / _MIB:.1f} MiB/s, {clock(self.gone_seconds)} gone{left}"
        )

    @property
    def sentence_nb(self) -> str:
        """Say it in bokmål."""
        left = "" if self.left_seconds is None else f", om lag {clock(self.left_seconds)} igjen"
        return (
            f"{self.files} filer, {self.size_bytes / _MIB:.0f} MiB, {self.bytes_per_second / _MIB:.1f} MiB/s,"
            f" {clock(self.gone_seconds)} brukt{left}"
        )


def clock(seconds: float) -> str:
    """Return hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"

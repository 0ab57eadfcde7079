"""The estates that curves are fitted on: seeds, tiers and sources, all of training families."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of

FORMS = 150


class Training(NamedTuple):
    """One estate. `without` are sources that its tier has and that it lacks: api, audit, references."""

    seed: int
    tier: int
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its folder is called."""
        return "-".join(
            [f"train-{self.seed}-T{self.tier}", *(["without", *self.without] if self.without else [])]
        )

    @property
    def said(self) -> str:
        """What `python -m practice.forms` makes it with."""
        without = f" --without {','.join(self.without)}" if self.without else ""
        return f"--split train --seed {self.seed} --tier T{self.tier} --forms {FORMS}{without}"

    def settings(self) -> Settings:
        """Return what the generator is told."""
        sources = sources_of(self.tier)
        sources = replace(
            sources,
            api="none" if "api" in self.without else sources.api,
            audit_days=0 if "audit" in self.without else sources.audit_days,
            references="references" not in self.without,
        )
        return Settings(seed=self.seed, tier=self.tier, split="train", forms=FORMS, sources=sources)

    def make(self, root: Path) -> tuple[Path, Path]:
        """Return the folders of estate and truth; made whole or not at all."""
        at = root / self.name
        if not at.exists():
            part = root / f"{self.name}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            make_estate(self.settings(), part / "estate", part / "truth")
            part.rename(at)
        return at / "estate", at / "truth"


_FILES_ONLY = ("api", "audit")

TRAINING = (
    *(Training(seed, 1) for seed in (741, 750, 758)),
    *(Training(seed, 2) for seed in (704, 711, 742, 751)),
    *(Training(seed, 3) for seed in (703, 710, 713, 743, 757)),
    *(Training(seed, 3, _FILES_ONLY) for seed in (744, 749, 754)),
    *(Training(seed, 3, ("api",)) for seed in (745, 752)),
    *(Training(seed, 3, ("audit",)) for seed in (746, 753)),
    *(Training(seed, 3, ("references",)) for seed in (747, 759)),
    Training(756, 3, (*_FILES_ONLY, "references")),
    *(Training(seed, 4) for seed in (701, 705, 707, 708, 730, 731, 732, 733, 734, 735, 736, 737)),
    *(Training(seed, 5) for seed in (702, 706, 709, 712, 748, 755, 760)),
)
"""What a municipality may have at hand, the thinner the oftener: there most is in doubt."""

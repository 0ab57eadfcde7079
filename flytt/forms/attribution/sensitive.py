"""Whether a block holds what must not reach the wrong sector: health, children, identity numbers."""

import re

from flytt.forms.block import Block

_WORDS = re.compile(
    r"helse|sykdom|sjukdom|diagnos|allerg|medisin|legemid|funksjonsned|psykisk|rus(?:problem|middel|omsorg)"
    r"|barnevern|fosterh|mobbing|overgrep|vold|krisesenter|fødselsnummer|fødselsnr|personnummer|personnr"
    r"|health|illness|disabilit|medication|identity number|child protection|abuse|bullying"
    r"|barnets navn|barnet sitt|namnet på barnet|eleven|elevens|child's name|pupil's name"
    r"|religion|livssyn|etnisk|seksuell|straff|nav-|sosialhjelp|økonomisk sosial"
)


def is_sensitive(block: Block) -> bool:
    """Tell by headings and by valid identity numbers; when in doubt it is."""
    if any(column.identity_numbers for column in block.columns):
        return True
    return any(_WORDS.search(column.key) for column in block.columns)

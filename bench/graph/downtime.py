"""Practice seconds that a mailbox is closed for its last pass: nobody can write in it until it is over."""

from bench.graph.ground import LATENCY_SECONDS
from bench.graph.services import mail
from practice.graph.boxes import BODY

SECONDS, CHANGED = 60.0, 20


def rows() -> list[tuple[str, ...]]:
    """Return one row."""
    load = mail(SECONDS, ())
    load.run()
    clock, asked = load.ground.passing, load.refused[1]
    office, source = load.ground.service.office, load.ground.tenant("source")
    boxes = [box for one, _ in load.ways if (box := office.by_id(source, one)) is not None]
    items = sum(len(box.items) for box in boxes) // len(boxes)
    for box in boxes:
        for item in list(box.items.values())[:CHANGED]:
            box.edit(item, load.ground.service.clock.now(), **{BODY: "skrevet om"})
    began = clock.now()
    load.run(name="last")
    seconds, more = (clock.now() - began) / len(boxes), (load.refused[1] - asked) // len(boxes)
    return [
        (f"{items:,} items, {CHANGED} changed", f"{seconds:.0f} s", f"{more:,} of {LATENCY_SECONDS} s each")
    ]

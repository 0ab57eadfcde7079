"""What is otherwise from one revision of a notice to the next, as facts that any language can say."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from flytt.migration.notice_record import Change, NoticedSystem
from flytt.migration.record import Json, Slug
from flytt.migration.wordings import InForce


class Facts(NamedTuple):
    """All that a notice says and that can change."""

    systems: tuple[NoticedSystem, ...]
    next_update_by: datetime | None
    silent_since: datetime | None
    plan: Json
    """What the plan alone gives: names, support, languages."""
    words: tuple[tuple[Literal["staff", "residents"], InForce], ...] = ()
    """The approved words of each sort of readers."""


def changes(old: Facts, new: Facts) -> tuple[Change, ...]:
    """Return every change, those of several systems told once."""
    told: dict[str, tuple[Change, set[Slug]]] = {}
    for change in _all(old, new):
        bare = change.changed(systems=())
        key = bare.model_dump_json()
        told.setdefault(key, (bare, set()))[1].update(change.systems)
    order = [s.id for s in (*new.systems, *old.systems)]
    return tuple(
        change.changed(systems=tuple(dict.fromkeys(s for s in order if s in systems)))
        for change, systems in told.values()
    )


def _all(old: Facts, new: Facts) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for id_ in before.keys() | after.keys():
        one, other = before.get(id_), after.get(id_)
        if one is None and other is not None:
            yield Change(kind="joined", systems=(id_,), window=other.window)
        elif other is None and one is not None:
            yield Change(kind="left", systems=(id_,), old_window=one.window)
        elif one is not None and other is not None and _otherwise(one, other):
            yield from _of(one, other)
    if new.silent_since and new.silent_since != old.silent_since:
        yield Change(kind="silent", moment=new.silent_since)
    heard_again = old.silent_since and not new.silent_since and new.next_update_by
    if new.next_update_by != old.next_update_by or heard_again:
        yield Change(kind="next-update", old_moment=old.next_update_by, moment=new.next_update_by)
    if old.plan != new.plan:
        yield Change(kind="plan")
    before_words = dict(old.words)
    for readers, words in new.words:
        was = before_words.get(readers, InForce())
        # Once said, it holds for the whole edition: the next language's approval says nothing new.
        others = words.otherwise(was)
        if was.wordings and (others or (words.corrected and not was.corrected)):
            yield Change(kind="words", readers=readers, languages=others, correction=words.corrected)


def _otherwise(old: NoticedSystem, new: NoticedSystem) -> bool:
    """Tell whether more than the words is otherwise: they are told of when somebody has approved them."""
    return old != new and old.changed(words=new.words) != new


def _of(old: NoticedSystem, new: NoticedSystem) -> Iterator[Change]:
    about = (new.id,)
    said = False
    if old.state is not new.state:
        said = True
        yield Change(kind="state", systems=about, old_state=old.state, state=new.state)
    moved = new.moved_to is not None and new.moved_to != old.moved_to
    if old.window != new.window or moved:
        said = True
        was = (old.moved_to or old.window) if moved else old.window
        window = new.moved_to if moved else new.window
        yield Change(kind="window", systems=about, old_window=was, window=window)
    if old.expected_end != new.expected_end and not (new.ended or old.window != new.window):
        said = True
        yield Change(kind="expected-end", systems=about, old_moment=old.expected_end, moment=new.expected_end)
    if not said:
        yield Change(kind="plan", systems=about)


def _by_id(facts: Facts) -> Mapping[Slug, NoticedSystem]:
    return {s.id: s for s in facts.systems}

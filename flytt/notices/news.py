"""What a revision says otherwise than the one before it, in sentences: nothing is silently changed."""

from collections.abc import Callable, Iterator, Sequence

from flytt.migration.notice_record import Change, Notice, NoticedSystem, NoticeState
from flytt.migration.workload import Window
from flytt.notices.dates import Dates
from flytt.notices.letter import joined
from flytt.notices.wording import Wording


def news_lines(
    notice: Notice,
    wording: Wording,
    dates: Dates,
    name: Callable[[NoticedSystem], str],
    changes: Sequence[Change] | None = None,
) -> Iterator[str]:
    """Yield one line for each change of the newest revision, or of the revision that they are given from."""
    told = notice.changes if changes is None else tuple(changes)
    # That the next message is due at another time is news only where there is no other.
    others = [c for c in told if c.kind != "next-update"]
    said = others or [c for c in told if c.moment is not None]
    names = {s.id: name(s) for s in notice.systems}
    lines = [_line(c, names, wording, dates) for c in said]
    yield from dict.fromkeys(line for line in lines if line)


def _line(change: Change, names: dict[str, str], wording: Wording, dates: Dates) -> str:
    lines = wording.lines
    theirs = [names[s] for s in change.systems if s in names]
    about = f"{joined(theirs)}: " if theirs and len(theirs) < len(names) else ""
    moment = dates.moment(change.moment) if change.moment else ""
    old_moment = dates.moment(change.old_moment) if change.old_moment else ""
    said = {
        "state": wording.state_news[change.state or NoticeState.PLANNED],
        "window": lines.window_changed.format(
            new_span=_span(change.window, dates), old_span=_span(change.old_window, dates)
        ),
        "expected-end": _estimate(change, wording).format(new_moment=moment, old_moment=old_moment),
        "plan": lines.plan_changed,
        "words": lines.words_changed,
    }
    if change.kind in said:
        return about + said[change.kind] if said[change.kind] else ""
    if change.kind in {"joined", "left"}:
        line = lines.joined if change.kind == "joined" else lines.left
        return line.format(names=joined(theirs)) if theirs else ""
    return (lines.silent_changed if change.kind == "silent" else lines.news_due).format(new_moment=moment)


def _estimate(change: Change, wording: Wording) -> str:
    if change.moment is None:
        return wording.lines.estimate_gone
    return wording.lines.estimate_changed if change.old_moment else wording.lines.estimate_given


def _span(window: Window | None, dates: Dates) -> str:
    return dates.span(window.start, window.end) if window else ""

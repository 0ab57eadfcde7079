"""Microsoft's published limits as numbers that can be set, and the meters that hold them.

Sources: the page of service-specific throttling limits and SharePoint's throttling page. They are subject to
change there, and here: every quota can be set while the server runs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

__all__ = ["Limit", "Meters", "Spent", "published"]


@dataclass(frozen=True)
class Limit:
    """So many units in so many practice seconds, for each app, tenant, app in a tenant, or resource.

    `unit`: `requests`, `ru` (resource units), `writes`, `bytes-in`, `bytes-out`. A `bucket` refills evenly;
    a window starts with the first request and ends whole. `tag` narrows it to requests that carry the tag.
    """

    name: str
    service: str
    scope: str
    unit: str
    quota: float
    seconds: float
    bucket: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Spent:
    """What one request costs, and on whose account."""

    service: str
    tag: str
    keys: dict[str, str]
    units: dict[str, float]


def published(people: int, scale: float = 1) -> dict[str, Limit]:
    """The published limits for a tenant of that many licences, on a clock that runs `scale` times as fast.

    `Retry-After` is whole seconds of the caller's clock. What is published by the second is counted over one
    of those, at the same pace: else each refusal would cost `scale` times what it costs in earnest.
    """

    def tier(steps: tuple[tuple[int | None, float], ...]) -> float:
        return next(value for most, value in steps if most is None or people <= most)

    entra = tier(((49, 3_500), (500, 5_000), (None, 8_000)))
    minute = tier(((1_000, 1_250), (5_000, 2_500), (15_000, 3_750), (50_000, 5_000), (None, 6_250)))
    limits = (
        Limit("entra.ru", "entra", "app-tenant", "ru", entra, 10, bucket=True),
        Limit("entra.writes", "entra", "app-tenant", "writes", 3_000, 150, bucket=True),
        Limit("entra.app-ru", "entra", "app", "ru", 150_000, 20, bucket=True),
        Limit("entra.app-writes", "entra", "app", "writes", 35_000, 300, bucket=True),
        Limit("entra.tenant-writes", "entra", "tenant", "writes", 18_000, 300, bucket=True),
        Limit("invitations", "entra", "tenant", "requests", 150, 5, tag="invitation"),
        Limit("sharepoint.ru-minute", "sharepoint", "app-tenant", "ru", minute, 60),
        Limit("sharepoint.ru-day", "sharepoint", "app-tenant", "ru", minute * 960, 86_400),
        Limit("sharepoint.tenant-ru", "sharepoint", "tenant", "ru", minute * 15, 300),
        Limit("sharepoint.sharing", "sharepoint", "app-tenant", "requests", 300, 300, tag="sharing"),
        Limit("sharepoint.bytes-in", "sharepoint", "app-tenant", "bytes-in", 400e9, 3_600),
        Limit("sharepoint.bytes-out", "sharepoint", "app-tenant", "bytes-out", 400e9, 3_600),
        Limit("outlook.requests", "outlook", "app-box", "requests", 10_000, 600),
        Limit("outlook.bytes-in", "outlook", "app-box", "bytes-in", 150e6, 300),
        *_teams(),
        Limit("global", "", "app", "requests", 130_000, 10),
    )
    return {limit.name: _over_a_second(limit, scale) for limit in limits}


def _over_a_second(limit: Limit, scale: float) -> Limit:
    if limit.bucket or limit.seconds > 1 or scale <= 1:
        return limit
    return replace(limit, quota=limit.quota * scale / limit.seconds, seconds=scale)


def _teams() -> tuple[Limit, ...]:
    """Teams' limits, in requests a second; in the long run about 83 % of each is let through."""

    def limit(tag: str, scope: str, quota: float, seconds: float = 1) -> Limit:
        return Limit(f"teams.{tag}.{scope}", "teams", scope, "requests", quota, seconds, tag=tag)

    return (
        limit("post-team", "app-tenant", 10),
        limit("post-channel", "app-tenant", 10),
        limit("post-channel", "app-team", 4),
        limit("get", "app-tenant", 30),
        limit("get-channels", "app-tenant", 60),
        limit("get-messages", "app-tenant", 20),
        limit("get-messages", "app-channel", 1),
        limit("all-messages", "app-tenant", 200),
        limit("post-message", "app-tenant", 50),
        limit("post-message", "app-channel", 1),
        Limit("teams.import", "teams", "app-channel", "requests", 49.8, 60, tag="post-message"),
        limit("complete", "app-tenant", 10),
        limit("write", "app-tenant", 30),
        limit("post-member", "app-team", 4, 60),
        limit("post-members", "app-tenant", 10),
        limit("post-members", "app-team", 4, 60),
        limit("post-chat", "app-tenant", 20),
        limit("get-chat", "app-tenant", 30),
        limit("get-chat", "app-chat", 1),
        limit("write-chat", "app-tenant", 30),
        limit("write-chat", "app-chat", 1),
        limit("post-chat-message", "app-tenant", 20),
        limit("post-chat-message", "app-chat", 1),
        Limit("teams.chat-import", "teams", "app-chat", "requests", 49.8, 60, tag="post-chat-message"),
    )


class Meters:
    """Holds limits. A refused request counts too, so that a client that does not wait stays refused."""

    def __init__(self, limits: dict[str, Limit]) -> None:
        self._limits = dict(limits)
        self._used: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits now."""
        return dict(self._limits)

    def set(self, name: str, quota: float, seconds: float | None = None) -> None:
        """Another quota from now. Raises KeyError for a limit that is none."""
        old = self._limits[name]
        self._limits[name] = replace(old, quota=quota, seconds=seconds or old.seconds)

    def spend(self, spent: Spent, now: float) -> tuple[Limit, float] | None:
        """Take the units; the limit that refuses them, and for how many practice seconds, if one does."""
        worst: tuple[Limit, float] | None = None
        with self._lock:
            for limit in self._limits.values():
                if limit.service not in {"", spent.service} or limit.tag not in {"", spent.tag}:
                    continue
                units = spent.units.get(limit.unit, 0.0)
                if not units:
                    continue
                wait = self._take(limit, (limit.name, spent.keys[limit.scope]), units, now)
                if wait > 0 and (worst is None or wait > worst[1]):
                    worst = limit, wait
        return worst

    def used(self, name: str, key: str, now: float) -> float:
        """The part of a quota that is used, 0 to 1 and above."""
        limit = self._limits[name]
        level, since = self._used.get((name, key), (0.0, now))
        if limit.bucket:
            level = max(0.0, level - (now - since) * limit.quota / limit.seconds)
        elif now - since >= limit.seconds:
            level = 0.0
        return level / limit.quota

    def _take(self, limit: Limit, key: tuple[str, str], units: float, now: float) -> float:
        level, since = self._used.get(key, (0.0, now))
        if limit.bucket:
            rate = limit.quota / limit.seconds
            level = max(0.0, level - (now - since) * rate) + units
            self._used[key] = min(level, 2 * limit.quota), now
            return (level - limit.quota + units) / rate if level > limit.quota else 0.0
        if now - since >= limit.seconds:
            level, since = 0.0, now
        self._used[key] = level + units, since
        return since + limit.seconds - now if level + units > limit.quota else 0.0

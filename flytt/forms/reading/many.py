"""Reading many files at once, each apart: one that kills its reader is named, and the rest go on."""

import os
import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")

MEMORY_BYTES = 6_000_000_000
"""Addresses one reader may ask for; past it the system says no, and the file is listed as too large."""

_BATCH_BYTES, _BATCH_FILES = 4_000_000, 40


def read_many(
    jobs: Sequence[Job],
    read: Callable[[Job], Done],
    *,
    size_bytes: Callable[[Job], int],
    gave_up: Callable[[Job], Done],
    workers: int,
) -> Iterator[tuple[Job, Done]]:
    """Yield every job with its result, in any order. `gave_up` answers for a job that killed its reader.

    One worker reads in this process; more are processes of their own.
    """
    if workers < 2 or len(jobs) < 2:  # noqa: PLR2004 - one worker, or one job
        yield from ((job, read(job)) for job in jobs)
        return
    again: list[Job] = []
    with _pool(workers) as pool:
        waiting: dict[Future[list[Done]], Sequence[Job]] = {}
        for batch in _batches(jobs, size_bytes):
            try:
                waiting[pool.submit(_read_all, read, batch)] = batch
            except BrokenProcessPool:
                again += batch
        for future in as_completed(waiting):
            batch = waiting.pop(future)
            try:
                yield from zip(batch, future.result(), strict=True)
            except BrokenProcessPool:
                again += batch
    for job in again:
        with _pool(1) as alone:
            try:
                yield job, alone.submit(read, job).result()
            except BrokenProcessPool:
                yield job, gave_up(job)


def workers_here() -> int:
    """Return how many processors this process may use, at most eight."""
    return max(1, min(8, len(os.sched_getaffinity(0))))


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_bounded)


def _bounded() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _read_all(read: Callable[[Job], Done], batch: Sequence[Job]) -> list[Done]:
    return [read(job) for job in batch]


def _batches(jobs: Sequence[Job], size_bytes: Callable[[Job], int]) -> Iterator[list[Job]]:
    """Large first, so that the last to be done is a small one."""
    batch: list[Job] = []
    taken = 0
    for job in sorted(jobs, key=size_bytes, reverse=True):
        batch.append(job)
        taken += size_bytes(job)
        if taken >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield batch
            batch, taken = [], 0
    if batch:
        yield batch

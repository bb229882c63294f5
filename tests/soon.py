"""A limit for work that must not grow with the square of its input. What it takes is measured in bench/, not here."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 20  # of this process alone, many times what any of it takes: a busy machine does not matter


@contextmanager
def soon() -> Iterator[None]:
    """Fail when what is within would take minutes."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"Not done after {SECONDS} seconds of work.")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

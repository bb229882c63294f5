"""Plain tables as commands print them."""

from collections.abc import Sequence


def print_table(rows: Sequence[Sequence[str]], numbers_from: int | None = None) -> None:
    """Print rows, the first one the head, each column as wide as its widest cell.

    numbers_from: from this column on cells stand to the right; none when not given.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    n_words = len(widths) if numbers_from is None else numbers_from
    for row in rows:
        words = [cell.ljust(width) for cell, width in zip(row[:n_words], widths, strict=False)]
        numbers = [cell.rjust(width) for cell, width in zip(row[n_words:], widths[n_words:], strict=True)]
        print("  ".join([*words, *numbers]).rstrip())

"""What holds for every command."""

import os
import sys

import pytest

from papercuts import cli


@pytest.mark.parametrize("buffering", [1, -1])  # the first line fails, or all of them at the end
@pytest.mark.parametrize("line", ["M 6K", "--help"])
def test_nobody_needs_to_read_to_the_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], line: str, buffering: int
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", buffering) as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)

        assert cli.main(["klm", line]) == 1

    assert capfd.readouterr() == ("", "")

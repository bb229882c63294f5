"""`papercuts klm`: the seconds of a line of steps, without an instance."""

import json
from typing import Any

import pytest

from papercuts import cli


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command where no instance can be; returns its status, what it printed and what it complained of."""
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "nowhere"))

    def run_it(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["klm", *arguments])
        return status, *capsys.readouterr()

    return run_it


def test_json_has_the_seconds_and_their_breakdown(run: Any) -> None:
    status, printed, _ = run("M P BB H 6K M K", "--format", "json")

    said = json.loads(printed)
    assert status == 0
    assert said["seconds"] == 5.8
    # a fifth off, root mean square (Card, Moran & Newell 1980): 5.8 × e^(±1.2816 × .20)
    assert (said["seconds_low"], said["seconds_high"]) == pytest.approx((4.489, 7.494), abs=0.001)
    assert said["breakdown"][0] == {
        "operator": "M",
        "name": "think",
        "count": 2,
        "seconds_each": 1.35,
        "seconds": 2.7,
    }
    assert (said["device"], said["keyer"], said["m"]) == ("mouse", "average", 1.35)
    assert "loss" not in said


@pytest.mark.parametrize(
    ("arguments", "seconds", "loss"),
    [
        (("M8KM11K", "--keyer", "non-secretary", "--m", "1.2"), 7.72, None),
        (("4M+15K", "--after", "2M+8K+2H+P"), 8.4, 2.2),
        (("K", "--after", "2M"), 0.2, 0),
        (("M P BB", "--after", ""), 2.65, 2.65),
        (("M 2 swipes M tap", "--touch", "--after=M T"), 5.07, 3.15),
    ],
)
def test_the_options_change_the_seconds(run: Any, arguments: Any, seconds: float, loss: float | None) -> None:
    said = json.loads(run(*arguments, "--format", "json")[1])

    assert (said["seconds"], said.get("loss")) == (seconds, loss)


def test_the_table_reads_like_the_sum(run: Any) -> None:
    status, printed, _ = run("M 6K", "--after", "K")

    assert status == 0
    assert [line.split() for line in printed.splitlines()][:4] == [
        ["Step", "Times", "Seconds", "each", "Seconds"],
        ["M", "think", "1", "1.35", "1.35"],
        ["K", "key", "6", "0.20", "1.20"],
        ["Now", "2.55"],
    ]
    assert "Lost each time: 2.35 s. Likely 1.8 to 3 s, for an expert without slips.\n" in printed
    assert "With mouse, average typing (0.20 s a key), an M takes 1.35 s." in printed


def test_a_fix_that_takes_longer_is_said(run: Any) -> None:
    _, printed, _ = run("K", "--after", "KKKK")
    slower = json.loads(run("M", "--after", "M M M", "--format", "json")[1])
    faster = json.loads(run("M M", "--after", "M", "--format", "json")[1])

    assert "After the fix it would take 0.60 s longer. Are the two lines swapped?" in printed
    assert "Lost each time" not in printed
    assert (slower["loss"], slower["slower_by"]) == (0, 2.7)
    assert (faster["loss"], faster["slower_by"]) == (1.35, 0)


def test_fingers_do_not_type(run: Any) -> None:
    status, printed, _ = run("M T", "--touch", "--format", "json")

    assert status == 0
    assert [name for name in json.loads(printed) if name != "breakdown"] == [
        "seconds", "seconds_low", "seconds_high", "device", "m"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("M X K",), "“X” is not an operator for mouse. Known are M think, K key, P point, BB click"),
        (("M", "--after", "Q"), "“Q” is not an operator"),
        (("-3K",), "“-” is not an operator for mouse. Known are M think"),
        (("M", "--after", "-3K", "--touch"), "“-” is not an operator for touch"),
        (("M", "--keyer", "superb"), "“superb” is no way of typing. Known are best, good, average"),
        (("M", "--m", "nan"), "Enter the seconds of an M from 0.1 to 10"),
        (("M", "--m", "much"), "Enter the seconds of an M from 0.1 to 10"),
        (("M", "P", "BB"), 'Put the steps in quotes, like papercuts klm "M P BB"'),
        (("",), "Write the steps as one line"),
    ],
)
def test_what_is_wrong_is_said_and_the_status_is_2(run: Any, arguments: Any, complaint: str) -> None:
    status, printed, said = run(*arguments)

    assert (status, printed) == (2, "")
    assert said.startswith(f"papercuts: {complaint}")

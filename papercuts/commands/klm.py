"""`papercuts klm`: how long a line of steps takes an expert, without a stopwatch and without an instance."""

import argparse
import dataclasses
import json
import math
import re
import sys
from collections.abc import Sequence
from typing import Any

from papercuts.commands.table import print_table
from papercuts.domain import formats, klm
from papercuts.domain.klm import Device, Keyer, Model, Timing

HEADS = ("Step", "", "Times", "Seconds each", "Seconds")
_MINUS = re.compile("-[^-]|--[^a-z]")
TOTALS = ("Now", "After the fix", "Lost each time")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `klm`."""
    text = "Print how many seconds a line of steps takes an expert, by the keystroke-level model."
    kinds = ". ".join(f"With {device}: {klm.known(device)}" for device in Device)
    command = commands.add_parser("klm", help=text, description=f"{text} {kinds}.")
    command.add_argument(
        "line", nargs="+", metavar="STEPS", help='like "M P BB H 6K M K"; 6K is six K, R0.75 a wait of 0.75 s'
    )
    command.add_argument("--after", metavar="STEPS", help="what is left of it after a fix; empty: nothing")
    command.add_argument(
        "--keyer", default="average", help=f"how they type: {', '.join(Keyer)}; average when not given"
    )
    command.add_argument("--touch", action="store_true", help="with fingers on a screen, not with mouse and keyboard")
    command.add_argument("--m", default=str(klm.M_CMN), metavar="SECONDS", help=f"of an M; {klm.M_CMN} when not given")
    command.add_argument("--format", choices=("table", "json"), default="table", help="table when not given")
    command.set_defaults(run=count)


def guarded(arguments: Sequence[str]) -> list[str]:
    """Return what was typed, so that steps with a minus before them are steps that are wrong, and no option."""
    if not arguments or arguments[0] != "klm" or "--" in arguments:
        return [*arguments]
    return [f" {one}" if _MINUS.match(one) and one != "-h" else one for one in arguments]


def count(options: argparse.Namespace) -> int:
    """Print the seconds of a line; returns 2 when it is not understood."""
    try:
        model = _model(options)
        if len(options.line) > 1:  # what no shell kept together
            raise ValueError('Put the steps in quotes, like papercuts klm "M P BB"')
        now = klm.timing(options.line[0], model)
        after = None if options.after is None else _after(options.after, model)
    except ValueError as error:
        print(f"papercuts: {error}", file=sys.stderr)
        return 2
    {"table": _table, "json": _json}[options.format](now, after, model)
    return 0


def _model(options: argparse.Namespace) -> Model:
    if options.keyer not in list(Keyer):
        raise ValueError(f"“{options.keyer}” is no way of typing. Known are {', '.join(Keyer)}")
    try:
        m = float(options.m)
    except ValueError:
        m = math.nan
    return Model(Device.TOUCH if options.touch else Device.MOUSE, Keyer(options.keyer), m)


def _after(line: str, model: Model) -> Timing:
    return klm.timing(line, model) if line.strip() else Timing(0.0, ())


def _table(now: Timing, after: Timing | None, model: Model) -> None:
    for title, timing in zip(TOTALS, (now, after), strict=False):
        if timing is None:
            continue
        rows = [
            (row.operator, row.name, f"{row.count:,}", f"{row.seconds_each:.2f}", f"{row.seconds:.2f}")
            for row in timing.rows
        ]
        print_table([HEADS, *rows, (title, "", "", "", f"{timing.seconds:.2f}")], numbers_from=2)
        print()
    if after is None:
        print(f"{_likely(now.seconds)}.")
    typing = (
        "" if model.device is Device.TOUCH else f", {model.keyer} typing ({klm.KEY_SECONDS[model.keyer]:.2f} s a key)"
    )
    if after is not None:
        seconds = klm.lost(now.seconds, after.seconds)
        lost = f"{TOTALS[2]}: {seconds:.2f} s" + (f". {_likely(seconds)}." if seconds else "")
        print(klm.longer(now.seconds, after.seconds) or lost)
    print(f"With {model.device}{typing}, an M takes {model.m:.2f} s.")


def _json(now: Timing, after: Timing | None, model: Model) -> None:
    said: dict[str, Any] = _said("seconds", now.seconds) | {"breakdown": _rows(now)}
    if after is not None:
        left = _said("seconds", after.seconds) | {"breakdown": _rows(after)}
        lost, slower = klm.lost(now.seconds, after.seconds), klm.lost(after.seconds, now.seconds)
        said |= {"after": left, **_said("loss", lost), "slower_by": slower}
    typing = {} if model.device is Device.TOUCH else {"keyer": model.keyer}  # nobody types with fingers on a screen
    said |= {"device": model.device, **typing, "m": model.m}
    json.dump(said, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _likely(seconds: float) -> str:
    return f"Likely {formats.seconds_span(*klm.limits(seconds))}, for an expert without slips"


def _said(name: str, seconds: float) -> dict[str, float]:
    low, high = klm.limits(seconds)
    return {name: seconds, f"{name}_low": low, f"{name}_high": high}


def _rows(timing: Timing) -> list[dict[str, Any]]:
    return [dataclasses.asdict(row) for row in timing.rows]

"""The hostile and awkward inputs of tests/data/payloads.json, ready to be sent."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "payloads.json"
MARK = "zq7mark"  # stands where a payload wants something its traces can be found by
LONGEST = 600_000  # longer ones than a form's memory are the business of the request's limit


@dataclass(frozen=True)
class Payload:
    """One input, what a correct program does with it, and the answers that are right."""

    id: str
    kind: str
    value: str
    do: str
    status: tuple[int, ...]


@cache
def payloads(kind: str) -> list[Payload]:
    """Return the text payloads of one kind, in the file's order."""
    entries = json.loads(FILE.read_text(encoding="utf-8"))["payloads"]
    return [payload for entry in entries if entry["kind"] == kind and (payload := _payload(entry)) is not None]


def _payload(entry: dict[str, Any]) -> Payload | None:
    value = _text(entry)
    if value is None:
        return None
    expect = entry["expect"]
    return Payload(entry["id"], entry["kind"], value, expect["do"], tuple(expect.get("status", ())))


def _text(entry: dict[str, Any]) -> str | None:
    value, encoding = entry["value"], entry.get("encoding")
    if encoding is None:
        return str(value).replace("{m}", MARK)
    if encoding == "repeat":
        text = str(value["unit"]) * int(value["times"]) + str(value.get("then", ""))
        return text[:LONGEST].replace("{m}", MARK)
    if encoding == "bytes":
        return bytes.fromhex(value["hex"]).decode("utf-8", "replace")
    return None  # files and JSON bodies have tests of their own

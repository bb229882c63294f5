"""The stylesheet is readable in light and dark, and templates keep to the strict content policy."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STYLES = (ROOT / "papercuts/static/papercuts.css").read_text(encoding="utf-8")
STATIC = ROOT / "papercuts/static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
MODES = ("light", "dark")

# Foreground, background, least contrast: 4.5 for text, 3.0 for marks and borders (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = [
    *((text, ground, 4.5) for text in ("text", "text-2", "text-3") for ground in ("surface", "bg", "hover", "sunken")),
    ("ink", "surface", 4.5), ("ink", "bg", 4.5), ("ink", "ink-tint", 4.5), ("ink-hover", "surface", 4.5),
    ("on-ink", "ink", 4.5), ("on-ink", "ink-hover", 4.5), ("surface", "text", 4.5), ("surface", "cut", 4.5),
    ("cut", "surface", 4.5), ("cut", "bg", 4.5), ("cut", "cut-tint", 4.5), ("text-2", "cut-tint", 4.5),
    ("mend", "surface", 4.5), ("mend", "bg", 4.5), ("mend", "mend-tint", 4.5), ("text", "mend-tint", 4.5),
    ("warn", "surface", 4.5), ("warn", "warn-tint", 4.5), ("text", "warn-tint", 4.5), ("text-2", "warn-tint", 4.5),
    ("text-3", "warn-tint", 4.5), ("text-3", "mend-tint", 4.5), ("text-2", "ink-tint", 4.5), ("text", "ink-tint", 4.5),
    ("control", "bg", 3.0), ("control", "surface", 3.0), ("cut-mark", "surface", 3.0), ("mend-mark", "surface", 3.0),
    ("warn-mark", "surface", 3.0), ("ink", "bg", 3.0),
]  # fmt: skip


def colours(name: str) -> tuple[str, str]:
    """Return a token's light and dark value."""
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", STYLES)
    assert found, f"no such token: {name}"
    return found[1], found[2]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2 of a colour like #224aad."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2 of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_can_be_told_apart(front: str, ground: str, least: float, mode: str) -> None:
    at = MODES.index(mode)

    assert contrast(colours(front)[at], colours(ground)[at]) >= least


def test_colours_are_written_once_as_tokens() -> None:
    rest = re.sub(r"--[\w-]+: [^;]+;|light-dark\([^)]*\)", "", STYLES)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rest.replace("background: #fff", "")) == []


def test_the_stylesheet_is_whole() -> None:
    used, defined = (set(re.findall(pattern, STYLES)) for pattern in (r"var\((--[\w-]+)", r"[\s{](--[\w-]+):"))

    assert STYLES.count("{") == STYLES.count("}")
    assert used == defined
    assert "@import" not in STYLES
    assert "url(" not in STYLES


def test_templates_are_found() -> None:
    assert ROOT / "templates/base.html" in TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_keep_to_the_content_policy(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"\sstyle\s*=", source), "colour comes from classes, geometry from attributes"
    assert not re.search(r"<[^>]*\s(?:on\w+|hx-on[\w:-]*)\s*=", source), "behaviour comes from data-js"
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", source), "nothing is trusted"
    assert not re.search(r"<style\b|javascript:|[\"']data:", source.lower())
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", source) if 'type="application/json"' not in tag]
    assert all(" src=" in tag for tag in scripts), "no script in the page"
    assert all("{" not in tag or "static_url" in tag for tag in scripts)
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', source, re.DOTALL)
    assert all(re.fullmatch(r"\{\{ [\w.]+\|tojson \}\}", block) for block in blocks), "data, escaped"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_templates_ask_of_scripts_exists(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    main = (STATIC / "main.js").read_text(encoding="utf-8")
    asked = {name for names in re.findall(r'data-js="([^"{]*)"', source) for name in names.split()}

    for name in asked:
        assert (STATIC / f"behaviors/{name}.js").exists()
        assert f'import {name} from "./behaviors/{name}.js"' in main


def test_every_behaviour_is_started_and_small() -> None:
    main = (STATIC / "main.js").read_text(encoding="utf-8")

    for script in (STATIC / "behaviors").glob("*.js"):
        source = script.read_text(encoding="utf-8")
        assert f'import {script.stem} from "./behaviors/{script.name}"' in main
        assert f"export default function {script.stem}(" in source
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b", source)

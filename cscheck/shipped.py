"""Where the shipped rulesets lie."""

from __future__ import annotations

from pathlib import Path


def rulesets_folder() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent / "rulesets"

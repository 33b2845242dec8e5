"""Reads the SQL files of migrations."""

from pathlib import Path

SQL = Path(__file__).parent / "sql"


def statements(name: str) -> list[str]:
    """Returns the statements of a file; empty lines separate them."""
    return (SQL / name).read_text(encoding="utf-8").strip().split("\n\n")

"""Reads the SQL that steps run from the files in which people read it."""

from pathlib import Path

SQL = Path(__file__).parent / "sql"


def statements(name: str) -> list[str]:
    """The statements of a file, which are set apart by empty lines."""
    return (SQL / name).read_text(encoding="utf-8").strip().split("\n\n")

"""Builds LIKE patterns from text that people typed."""


def containing(text: str) -> str:
    """Matches what contains the text, which means nothing but itself."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"

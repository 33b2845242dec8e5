"""Legal texts of an operator are read and checked at the start."""

from pathlib import Path

import pytest

from hushroom_adapters.settings import LEGAL_PAGES, ArticleHead, LegalText, SettingsError, read_settings
from tests.unit.settings.environments import DEVELOPMENT

HEAD = '+++\ntitle = "Terms"\nsummary = "Ours."\n+++\n'


def written(folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Writes the files, and returns the variables that name the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return {**DEVELOPMENT, "HUSHROOM_LEGAL_TEXTS": str(folder)}


def test_without_the_setting_there_are_none() -> None:
    assert read_settings(DEVELOPMENT).information.legal_texts == ()


def test_each_file_is_a_page_in_a_language(tmp_path: Path) -> None:
    source = f"{HEAD}## Who we are\n".encode()
    files = {"en/terms.md": source, "fr/terms.md": b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n"), "README": b""}
    texts = read_settings(written(tmp_path, files)).information.legal_texts
    head = ArticleHead(title="Terms", summary="Ours.")
    assert texts == tuple(
        LegalText(page="terms", language=code, head=head, text="## Who we are") for code in ("en", "fr")
    )


def test_every_legal_page_can_be_replaced(tmp_path: Path) -> None:
    files = {f"en/{page}.md": HEAD.encode() for page in LEGAL_PAGES}
    texts = read_settings(written(tmp_path, files)).information.legal_texts
    assert {one.page for one in texts} == set(LEGAL_PAGES)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("en/terms.txt", HEAD.encode(), "no file such as en/terms.md"),
        ("en/imprint.md", HEAD.encode(), "en/imprint.md is not"),
        ("terms.md", HEAD.encode(), "terms.md is not"),
        ("en/old/terms.md", HEAD.encode(), "en/old/terms.md is not"),
        ("en/terms.md", b"", "en/terms.md: "),
        ("en/terms.md", b"## No head", "en/terms.md: "),
        ("en/terms.md", b"early\n" + HEAD.encode(), "before the head"),
        ("en/terms.md", b'+++\ntitle = "Terms"\n+++\n', "summary"),
        ("en/terms.md", HEAD.encode() + b"\xff", "en/terms.md: "),
    ],
)
def test_a_folder_that_cannot_be_used_ends_the_start_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(written(tmp_path, {name: content}))
    [problem] = refused.value.problems
    assert problem.variable == "HUSHROOM_LEGAL_TEXTS"
    assert reason in str(problem)


def test_a_folder_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_settings({**DEVELOPMENT, "HUSHROOM_LEGAL_TEXTS": str(tmp_path / "nowhere")})

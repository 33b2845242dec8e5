"""mypy refuses a response with a key that its type does not have, or without one that it has."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RESPONSES = sorted((ROOT / "src/hushroom_http/api_v1").rglob("*respon*.py"))
MODULES = "hushroom_http.api_v1"
SNIPPETS = {
    f"""
from {MODULES}.identity.responses import TokensAnswer
TokensAnswer(acces_token="a", refresh_token="b")
""": 'Unexpected keyword argument "acces_token"',
    f"""
from {MODULES}.identity.responses import TokensAnswer
TokensAnswer(access_token="a")
""": 'argument "refresh_token" in call to',
    f"""
from {MODULES}.sessions.responses import SessionAnswer, session_fields
from hushroom_domain.sessions.model import Session
def answer(session: Session) -> SessionAnswer:
    return SessionAnswer(**session_fields(session), agreed="1")
""": 'Unexpected keyword argument "agreed"',
    f"""
from {MODULES}.sessions.responses import SessionAnswer, public_session_fields
from hushroom_domain.sessions.model import Session
def answer(session: Session) -> SessionAnswer:
    return SessionAnswer(**public_session_fields(session))
""": '"agreed_rate" in call to "SessionAnswer"',
    f"""
from {MODULES}.response_page import PageFields
FIELDS: PageFields = {{"total": 1, "total_is_capped": False, "pag": 1, "limit": 1, "total_pages": 1}}
""": 'Extra key "pag" for TypedDict "PageFields"',
}


def test_mypy_names_every_misspelt_or_missing_key(tmp_path: Path) -> None:
    files = [tmp_path / f"snippet_{number}.py" for number, _ in enumerate(SNIPPETS)]
    for file, snippet in zip(files, SNIPPETS, strict=True):
        file.write_text(snippet, encoding="utf-8")
    command = (sys.executable, "-m", "mypy", "--strict", *map(str, files))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    for file, fault in zip(files, SNIPPETS.values(), strict=True):
        assert [line for line in done.stdout.splitlines() if file.name in line and fault in line], done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("path", RESPONSES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_hands_out_fields_of_unknown_names(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    untyped = [one.name for one in functions if one.returns and ast.unparse(one.returns).startswith("dict[str")]
    assert untyped == []


def test_the_modules_of_responses_are_found() -> None:
    assert len(RESPONSES) > 15

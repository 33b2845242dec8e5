"""The rules about what pages disclose find each kind of disclosure, and let a reader's own data pass."""

import httpx
import pytest

from tests.support.page_leaks import page_faults

OWN, TOKEN, SECRET = {"ada@example.com"}, "a" * 64, "s3cret-s3cret-s3cret-s3cret-s3cret-s3cret-s3"
FORM = f'<input type="hidden" name="form_token" value="{TOKEN}">'


def answered(text: str, path: str = "/home", sent: str = "") -> httpx.Response:
    request = httpx.Request("POST", f"http://hushroom.test{path}", content=sent)
    return httpx.Response(200, headers={"content-type": "text/html; charset=utf-8"}, text=text, request=request)


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{TOKEN}</p>",
        f'<input name="other" value="{TOKEN}">',
        f"<p>{SECRET}</p>",
        "<p>bea@example.org</p>",
        '<input value="1988-02-29">',
        "<p>$2b$12$abcdefghijklmnopqrstuv</p>",
        f"<p>eyJ{'x' * 12}.{'y' * 12}.{'z' * 12}</p>",
    ],
)
def test_each_disclosure_is_found(text: str) -> None:
    assert list(page_faults(answered(text), OWN, {SECRET})) != []


@pytest.mark.parametrize(
    "answer",
    [
        answered(FORM),
        answered("<p>Ada@Example.com</p>"),
        answered('<input value="bea@example.org">', sent="email=bea%40example.org"),
        answered('<input value="1988-02-29">', "/register", "dateOfBirth=1988-02-29"),
        answered(f'<input value="{SECRET}">', f"/verify-email?token={SECRET}"),
        answered("<p>bea@example.org</p>", "/admin/users"),
    ],
)
def test_own_data_and_what_was_sent_pass(answer: httpx.Response) -> None:
    assert list(page_faults(answer, OWN, {SECRET})) == []

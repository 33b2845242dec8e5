"""API v1 keeps the promises of the stored copy of its OpenAPI document."""

from tests.integration.http.stored_document import COPY, UPDATE, current, stored
from tests.support.openapi_changes import changes, text_of


def test_the_document_breaks_no_client_of_v1() -> None:
    broken = [str(change) for change in changes(stored(), current()) if change.is_breaking]
    assert not broken, "\n".join(broken)


def test_every_addition_to_the_document_is_in_its_copy() -> None:
    added = [str(change) for change in changes(stored(), current()) if not change.is_breaking]
    assert not added, "\n".join([f"run `{UPDATE}` to update {COPY.name}:", *added])


def test_the_copy_is_written_as_it_is_compared() -> None:
    assert COPY.read_text(encoding="utf-8") == text_of(stored()) + "\n"

"""Valid email addresses, and the addresses that belong to one account."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.domain_names import AsciiDomainNames
from hushroom_adapters.security import IdnaDomainNames
from hushroom_domain.identity.rules.email_addresses import EmailAddress, email_problem, former_key, readable_domains
from tests.support.existing import existing

IDNA, ASCII = IdnaDomainNames().to_ascii, AsciiDomainNames().to_ascii
ADDRESSES = st.emails() | st.builds("{}@{}".format, st.text(max_size=10), st.text(max_size=10)) | st.text(max_size=20)


def key(email: str) -> str:
    return EmailAddress.of(email, IDNA).key


@given(st.emails(), st.sampled_from([str.upper, str.lower, str.title, lambda email: f" {email}\t"]))
def test_every_spelling_of_an_ascii_address_has_the_same_key(email: str, spell: Any) -> None:
    assert key(spell(email)) == key(email) == key(key(email)) == former_key(email)


@given(ADDRESSES)
def test_a_key_is_its_own_key_and_that_of_every_normal_form(email: str) -> None:
    assert key(key(email)) == key(email)
    assert key(unicodedata.normalize("NFD", email)) == key(unicodedata.normalize("NFC", email)) == key(email)


@given(ADDRESSES)
def test_an_address_is_kept_as_it_was_given(email: str) -> None:
    assert EmailAddress.of(email, IDNA).given == email.strip()
    assert EmailAddress.of(email, IDNA).former_key == former_key(email)


@given(ADDRESSES)
def test_any_text_is_judged_as_an_address_without_breaking(email: str) -> None:
    assert email_problem(email, IDNA) is None or existing(email_problem(email, IDNA)).field == "email"
    readable_domains(email)


@given(ADDRESSES)
def test_both_keepers_of_domains_agree_on_plain_addresses(email: str) -> None:
    if email.isascii() and email_problem(email, IDNA) is None:
        assert key(email) == EmailAddress.of(email, ASCII).key
        assert email_problem(email, ASCII) is None


@pytest.mark.parametrize(
    "spellings",
    [
        ("Anna@Hushroom.Test", "anna@hushroom.test", "  ANNA@hushroom.test\n"),
        ("jos\u00e9@hushroom.test", "jose\u0301@hushroom.test", "JOS\u00c9@hushroom.test"),
        ("x@bücher.example", "x@xn--bcher-kva.example", "x@BÜCHER.example", "x@XN--BCHER-KVA.example"),
        ("x@bu\u0308cher.example", "x@ｂücher.example", "x@bücher。example"),
        ("x@日本語.example", "x@xn--wgv71a119e.example"),
        ("مثال@مثال.example", "مثال@xn--mgbh0fb.example"),
    ],
    ids=ascii,
)
def test_spellings_of_one_address_are_one_account(
    spellings: tuple[str, str, str] | tuple[str, str, str, str] | tuple[str, str],
) -> None:
    assert len({key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ("straße@hushroom.test", "strasse@hushroom.test"),
        ("of\ufb01ce@hushroom.test", "office@hushroom.test", "offıce@hushroom.test"),
        ("x@straße.example", "x@strasse.example"),
        ("ana@hushroom.test", "aná@hushroom.test"),
        ("x@bücher.example", "x@bucher.example"),
        ("ａna@hushroom.test", "ana@hushroom.test"),
    ],
    ids=ascii,
)
def test_addresses_of_two_mailboxes_are_two_accounts(spellings: tuple[str, str] | tuple[str, str, str]) -> None:
    assert len({key(spelling) for spelling in spellings}) == len(spellings)


@pytest.mark.parametrize(
    "email",
    ["a@b.co", "first.last+tag@sub.example.org", "ü@bücher.example", "o'neil@a.bc", f"{'l' * 64}@b.co", "a@1.2.co",
     f"a@{'d' * 63}.co", "x@xn--bcher-kva.example", "a@bücher。example", "a@b-c.co", "名前@例え.jp"],
)  # fmt: skip
def test_an_address_is_recognised(email: str) -> None:
    assert email_problem(email, IDNA) is None


PLAIN = "must be an email address"
DOTS = "must not have two dots in a row, nor one at either end, before the @"
LABELS = "must have a domain with at most 63 characters between two dots"
LETTERS = "must have a domain of letters, digits and hyphens, with no hyphen at either end"
DOMAIN = "must have a valid domain"


@pytest.mark.parametrize(
    ("email", "words"),
    [
        *((email, PLAIN) for email in (
            "", "a", "@b.co", "a@", "a@b", "a@@b.co", "a b@c.de", "a@b..co", "a@.co", "a@b.co.", "a@b.co\n c",
            "a@b.co\x00", "<a@b.co>", "a,b@c.de", "x" * 250 + "@b.co", "a\u202e@b.co", "a\u200b@b.co",
        )),
        ("a..b@c.de", DOTS), (".a@b.co", DOTS), ("a.@b.co", DOTS), (".@b.co", DOTS),
        (f"{'l' * 65}@b.co", "must have at most 64 bytes before the @"),
        (f"{'ü' * 33}@b.co", "must have at most 64 bytes before the @"),
        (f"a@{'d' * 64}.co", LABELS), (f"a@b.{'d' * 64}", LABELS),
        ("a@-b.co", LETTERS), ("a@b-.co", LETTERS), ("a@b_c.co", LETTERS), ("a@b!.co", LETTERS),
        ("a@127.0.0.1", "must have a domain that does not end with a number"),
        (f"a@{'ü' * 60}.example", DOMAIN), ("a@xn--a.example", DOMAIN), ("a@ab--c.example", DOMAIN),
        ("a@b❤.example", DOMAIN),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_cannot_be_delivered_to_is_refused_with_the_reason(email: str, words: str) -> None:
    problem = email_problem(email, IDNA)
    assert problem is not None
    assert problem.message == words


def test_the_shape_alone_is_judged_where_domains_are_not_known() -> None:
    assert email_problem("a@xn--a.example") is None
    assert existing(email_problem("a..b@c.de")).message == DOTS


def test_in_memory_a_domain_of_another_script_is_refused() -> None:
    assert existing(email_problem("x@bücher.example", ASCII)).message == DOMAIN
    assert email_problem("x@BUCHER.example", ASCII) is None


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("x@xn--bcher-kva.example", "x@bücher.example"),
        ("XN--BCHER-KVA.example ada", "bücher.example ada"),
        ("xn--\u00fc xn--99999999", "xn--\u00fc xn--99999999"),
        ("ada@example.com", "ada@example.com"),
    ],
)
def test_an_encoded_domain_is_read_for_a_search(text: str, readable: str) -> None:
    assert readable_domains(text).casefold() == readable

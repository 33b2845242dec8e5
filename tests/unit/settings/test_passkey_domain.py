"""The domain of passkeys and the origins of the pages that may use them, as the settings say."""

import pytest

from hushroom_adapters.settings import SettingsError, read_settings
from hushroom_adapters.settings.websites import is_within, origin_of


@pytest.mark.parametrize(
    ("public", "web", "domain", "origins"),
    [
        ("http://localhost:8000", "", "localhost", ("http://localhost:8000",)),
        ("https://Hush.example", "", "hush.example", ("https://hush.example",)),
        ("https://hush.example:443", "", "hush.example", ("https://hush.example",)),
        ("https://hush.example:8443/base", "", "hush.example", ("https://hush.example:8443",)),
        (
            "https://hush.example",
            "https://app.hush.example",
            "hush.example",
            ("https://hush.example", "https://app.hush.example"),
        ),
        ("https://hush.example", "https://other.example", "hush.example", ("https://hush.example",)),
        ("https://api.hush.example", "https://hush.example", "api.hush.example", ("https://api.hush.example",)),
    ],
)
def test_without_a_setting_the_domain_is_the_host_of_the_public_address(
    development: dict[str, str], public: str, web: str, domain: str, origins: tuple[str, ...]
) -> None:
    http = read_settings({**development, "HUSHROOM_PUBLIC_URL": public, "HUSHROOM_WEB_URL": web}).http
    assert (http.relying_party.id, http.relying_party.origins) == (domain, origins)


def test_a_domain_above_serves_the_website_beside_the_api(development: dict[str, str]) -> None:
    addresses = {"HUSHROOM_PUBLIC_URL": "https://api.hush.example", "HUSHROOM_WEB_URL": "https://www.hush.example"}
    site = read_settings({**development, **addresses, "HUSHROOM_PASSKEY_DOMAIN": "Hush.Example"}).http.relying_party
    assert (site.id, site.origins) == ("hush.example", ("https://api.hush.example", "https://www.hush.example"))


@pytest.mark.parametrize("domain", ["other.example", "ush.example", "www.hush.example", "example", ".", "a b"])
def test_another_domain_is_refused(development: dict[str, str], domain: str) -> None:
    environment = {**development, "HUSHROOM_PUBLIC_URL": "https://hush.example", "HUSHROOM_PASSKEY_DOMAIN": domain}
    with pytest.raises(SettingsError) as refusal:
        read_settings(environment)
    assert "HUSHROOM_PASSKEY_DOMAIN must be hush.example or a domain above it." in str(refusal.value)


def test_a_malformed_public_address_is_one_problem(development: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings({**development, "HUSHROOM_PUBLIC_URL": "ftp://hush.example"})
    assert "HUSHROOM_PUBLIC_URL must be" in str(refusal.value)


def test_a_host_is_within_its_own_domain_and_those_above_and_in_no_other() -> None:
    assert is_within("hush.example", "hush.example")
    assert is_within("a.hush.example", "hush.example")
    assert not is_within("nothush.example", "hush.example")
    assert not is_within("hush.example", "a.hush.example")
    assert origin_of("http://[::1]:8000") == "http://[::1]:8000"

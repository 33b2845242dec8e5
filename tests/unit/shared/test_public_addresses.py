"""The URLs that may be called: of the public internet alone."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.public_addresses import (
    is_loopback_address,
    is_loopback_url,
    is_public_address,
    is_public_url,
)

PUBLIC = [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QAB?x=1",
    "https://accounts.google.com/.well-known/openid-configuration",
    "https://PUSH.Example.com:443/a",
    "https://xn--bcher-kva.example/a",
    f"https://{'a' * 63}.example.com/a",
    f"https://{'a.' * 124}com/a",
    "https://93.184.216.34/a",
    "https://[2606:2800:220:1::1]/a",
    "https://[64:ff9b::808:808]/a",
]
OTHER_SCHEMES_AND_PORTS = [
    "http://push.example.com/a",
    "https://push.example.com:8443/a",
    "https://push.example.com:22/a",
    "https://push.example.com:0443/a",
    "https://push.example.com:/a",
    "ftp://push.example.com/a",
    "file:///etc/passwd",
    "gopher://push.example.com/a",
    "HTTPS://push.example.com/a",
    "//push.example.com/a",
    "https:push.example.com/a",
    "",
]
TRICKS = [
    "https://push.example.com",
    "https://user@push.example.com/a",
    "https://user:secret@push.example.com/a",
    "https://push.example.com@10.0.0.1/a",
    "https://push.example.com\\@10.0.0.1/a",
    "https://push.example.com#@10.0.0.1/a",
    "https://push.example.com?@10.0.0.1/a",
    "https://push.example.com%2f@10.0.0.1/a",
    "https://push.example.com/a b",
    "https://push.example.com/a\r\nHost: inside",
    "https://push.example.com\t.evil/a",
    "https://push.example.com./a",
    "https://push..example.com/a",
    "https://-push.example.com/a",
    f"https://{'a' * 64}.example.com/a",
    f"https://{'a.' * 126}com/a",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/a",
    "https://127。0。0。1/a",
]
INSIDE = [
    "https://localhost/a",
    "https://LOCALHOST/a",
    "https://me.localhost/a",
    "https://printer/a",
    "https://db.internal/a",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://nas.local/a",
    "https://router.home.arpa/a",
    "https://router.lan/a",
    "https://127.0.0.1/a",
    "https://127.255.255.254/a",
    "https://10.0.0.1/a",
    "https://172.16.3.4/a",
    "https://172.31.255.255/a",
    "https://192.168.1.1/a",
    "https://169.254.169.254/latest/meta-data",
    "https://169.254.170.2/v2/credentials",
    "https://100.64.0.1/a",
    "https://100.100.100.200/latest/meta-data",
    "https://192.0.0.192/opc/v2/instance/",
    "https://198.18.0.1/a",
    "https://203.0.113.5/a",
    "https://192.88.99.1/a",
    "https://0.0.0.0/a",
    "https://0.1.2.3/a",
    "https://224.0.0.1/a",
    "https://240.0.0.1/a",
    "https://255.255.255.255/a",
]
OTHER_SPELLINGS = [
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0x7f.1/a",
    "https://0x7f.0x0.0x0.0x1/a",
    "https://017700000001/a",
    "https://0177.0.0.1/a",
    "https://127.0.0.01/a",
    "https://127.1/a",
    "https://127.0.1/a",
    "https://0/a",
    "https://1.1.1.1.1/a",
    "https://256.1.1.1/a",
]
IPV6_INSIDE = [
    "https://[::1]/a",
    "https://[::]/a",
    "https://[0:0:0:0:0:0:0:1]/a",
    "https://[::ffff:10.0.0.1]/a",
    "https://[::ffff:7f00:1]/a",
    "https://[::ffff:169.254.169.254]/a",
    "https://[::127.0.0.1]/a",
    "https://[64:ff9b::a00:1]/a",
    "https://[64:ff9b::169.254.169.254]/a",
    "https://[64:ff9b:1::a00:1]/a",
    "https://[2002:7f00:1::]/a",
    "https://[2002:a9fe:a9fe::1]/a",
    "https://[2001:0:7f00:1::]/a",
    "https://[2001:db8::1]/a",
    "https://[2001:20::1]/a",
    "https://[3fff::1]/a",
    "https://[fd00::1]/a",
    "https://[fd00:ec2::254]/a",
    "https://[fe80::1]/a",
    "https://[fe80::1%25eth0]/a",
    "https://[fec0::1]/a",
    "https://[ff02::1]/a",
    "https://[100::1]/a",
    "https://[1:2]/a",
]
REFUSED = [*OTHER_SCHEMES_AND_PORTS, *TRICKS, *INSIDE, *OTHER_SPELLINGS, *IPV6_INSIDE]


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_host_may_be_called(url: str) -> None:
    assert is_public_url(url)
    assert not is_loopback_url(url)


@pytest.mark.parametrize("url", REFUSED)
def test_no_other_host_may_be_called(url: str) -> None:
    assert not is_public_url(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/a", "http://localhost/a", "https://[::1]:9/a", "http://[::ffff:127.0.0.1]/a"]
)
def test_this_machine_is_known_as_itself(url: str) -> None:
    assert is_loopback_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://me.localhost/a",
        "http://localhost.example.com/a",
        "http://user@localhost/a",
        "http://localhost:99999/a",
        "http://0.0.0.0/a",
        "http://10.0.0.1/a",
        "http://2130706433/a",
    ],
)
def test_nothing_else_passes_for_this_machine(url: str) -> None:
    assert not is_loopback_url(url)


@pytest.mark.parametrize(
    "address",
    ["not an address", "", "10.0.0.1", "::1", "::ffff:127.0.0.1", "ff02::1", "fec0::1", "::127.0.0.1", "192.88.99.1"],
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("prefix", ["64:ff9b::", "2002:", "::ffff:"])
def test_an_address_inside_of_another_counts_as_itself(prefix: str) -> None:
    private, public = ("7f00:1", "808:808")
    after = "::" if prefix == "2002:" else ""
    assert not is_public_address(f"{prefix}{private}{after}")
    assert is_loopback_address(f"{prefix}{private}{after}")
    assert is_public_address(f"{prefix}{public}{after}")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    wrapped = (
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
    )
    for one in wrapped:
        assert is_public_address(str(one)) == is_public_address(str(address))
        assert is_public_url(f"https://[{one}]/") == is_public_url(f"https://{address}/")

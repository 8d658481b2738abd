from __future__ import annotations

import pytest

from newskit.fetch.address import endpoints, is_public
from newskit.fetch.errors import FetchError


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_public_addresses(address: str) -> None:
    """Addresses of the internet may be spoken to, also where they are wrapped."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "::7f00:1", "not an address"),
    ],
)
def test_other_addresses(address: str) -> None:
    """Loopback, private, link-local, shared, multicast and reserved addresses may not, however they are written."""
    assert not is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "::1"])
def test_names_are_judged_by_what_they_resolve_to(host: str) -> None:
    """All ways of writing a loopback address are refused, unless private addresses are let through."""
    with pytest.raises(FetchError) as caught:
        endpoints(host, 80, allow_private=False)
    assert caught.value.reason == "private_address"
    assert endpoints("127.0.0.1", 80, allow_private=True)

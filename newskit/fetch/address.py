"""Which network addresses may be spoken to: after name resolution, and for every connection.

``ipaddress.is_global`` alone lets multicast, NAT64 and 6to4 through; what is wrapped in an IPv6 address is unwrapped
and judged by itself.
"""

from __future__ import annotations

import ipaddress
import socket

from newskit.fetch.errors import FetchError

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")

Endpoint = tuple[socket.AddressFamily, tuple[str, int]]
"""Address family, and IP address with port."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def endpoints(host: str, port: int, *, allow_private: bool) -> list[Endpoint]:
    """Resolve a host name into the endpoints that may be connected to.

    Raises :class:`FetchError`: ``dns`` where the name is not known, ``private_address`` where one of its addresses is
    not public (a name that has both kinds is an attempt to get inside).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"the name {host} is not known: {error}"
        raise FetchError(message, "private_address" if is_local_name(host) and not allow_private else "dns") from error
    result: list[Endpoint] = []
    for family, _, _, _, sockaddr in found:
        if family not in (socket.AF_INET, socket.AF_INET6):
            continue
        address = str(sockaddr[0])
        if not allow_private and not is_public(address):
            message = f"{host} is {address}, which is not a public address (--allow-private lets it through)"
            raise FetchError(message, "private_address")
        endpoint = (family, (address, port))
        if endpoint not in result:
            result.append(endpoint)
    if not result:
        message = f"the name {host} has no address"
        raise FetchError(message, "dns")
    return result


def is_local_name(host: str) -> bool:
    """Whether a name or an address, however it is written, can only be local."""
    try:
        return not is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))  # 127.1, 2130706433, 0x7f.1
    except OSError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))

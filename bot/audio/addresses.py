"""Which addresses a file may be fetched from: public ones over https, and what a setting names on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import httpx

from bot.domain.errors import NotFetched

HostPort = tuple[str, int]

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.88.99.0/24",  # relays of 6to4
            "192.0.0.0/24",  # protocol assignments: some of it counts as global
            "2001::/23",  # protocol assignments, Teredo among them: an IPv4 address hides in it
            "2002::/16",  # 6to4: so does it here
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)
"""Ranges of the IANA special-purpose registries that the Python in use may not know or may count as global."""


@dataclass(frozen=True, slots=True)
class Place:
    """A checked address: its URL, the host as it is resolved and named in TLS, and whether a setting names it."""

    url: httpx.URL
    host: str
    port: int
    exempt: bool


def place(url: str | httpx.URL, exempt: Collection[HostPort] = ()) -> Place:
    """The address, if a file may be fetched from there as far as its words tell. NotFetched (unsafe) otherwise.

    https on port 443, no user in it, no number for a name; the very host and port of `exempt` also over http.
    """
    parsed = _parsed(url)
    host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    port = parsed.port or {"https": 443, "http": 80}.get(parsed.scheme, 0)
    if not host or parsed.scheme not in {"https", "http"} or parsed.userinfo:
        raise NotFetched("The file's address is not a plain https address.", unsafe=True)
    if (host, port) in exempt:
        return Place(parsed, host, port, exempt=True)
    if parsed.scheme != "https" or port != 443:
        raise NotFetched("The file's address is not https on its usual port.", unsafe=True)
    if _is_odd_number(host):
        raise NotFetched("The file's address names its host by an odd number.", unsafe=True)
    return Place(parsed, host, port, exempt=False)


def _parsed(url: str | httpx.URL) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError):
        raise NotFetched("The file's address cannot be read.", unsafe=True) from None


def _is_odd_number(host: str) -> bool:
    """Whether a host is an IPv4 address in a spelling of old: 2130706433, 0177.0.0.1, 0x7f.1, 127.1."""
    last = host.rpartition(".")[2]
    if not last.isdigit() and not last.startswith("0x"):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


def checked(where: Place, found: Sequence[str]) -> tuple[str, ...]:
    """The IP addresses of a place, if a file may be fetched from all of them; NotFetched (unsafe) otherwise.

    An exempt place must be this machine itself, any other must be public.
    """
    allowed = is_loopback if where.exempt else is_public
    if not all(allowed(address) for address in found):
        raise NotFetched(f"{where.host} is not an address of the public internet.", unsafe=True)
    return tuple(dict.fromkeys(found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to one host somewhere in the public internet.

    Not: this machine, private and shared networks (100.64/10), link-local ones (169.254/16, where clouds keep their
    secrets), multicast, documentation, and all IPv6 that holds an IPv4 address (mapped, NAT64, 6to4, Teredo).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in _GLOBAL_V6:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _SPECIAL)


def is_loopback(address: str) -> bool:
    """Whether an IP address is this very machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

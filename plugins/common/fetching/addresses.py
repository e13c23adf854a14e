"""Which addresses are public: a server must not be led to read its own network by an address that others write.

IPv4: everything but the special-purpose registry of IANA (RFC 6890). IPv6: nothing but global unicast (2000::/3,
RFC 4291 §2.4), less the blocks that carry an IPv4 address or lead nowhere. NAT64 (64:ff9b::/96, RFC 6052; /48,
RFC 8215), v4-mapped (::ffff:0:0/96, RFC 4291 §2.5.5.2), ULA (RFC 4193) and link-local are all outside 2000::/3.
"""

from __future__ import annotations

import ipaddress
import re

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_FORBIDDEN = tuple(
    (ipaddress.ip_network(network), label)
    for network, label in (
        ("0.0.0.0/8", "« ce réseau », RFC 1122"),
        ("127.0.0.0/8", "boucle locale, RFC 1122"),
        ("10.0.0.0/8", "réseau privé, RFC 1918"),
        ("172.16.0.0/12", "réseau privé, RFC 1918"),
        ("192.168.0.0/16", "réseau privé, RFC 1918"),
        ("100.64.0.0/10", "réseau d’opérateur, RFC 6598"),
        ("169.254.0.0/16", "lien local et métadonnées d’hébergeur, RFC 3927"),
        ("168.63.129.16/32", "métadonnées d’hébergeur"),  # Azure's WireServer, the one outside every special block
        ("192.0.0.0/24", "usage réservé, RFC 6890"),
        ("192.0.2.0/24", "documentation, RFC 5737"),
        ("198.51.100.0/24", "documentation, RFC 5737"),
        ("203.0.113.0/24", "documentation, RFC 5737"),
        ("192.88.99.0/24", "relais 6to4, RFC 7526"),
        ("198.18.0.0/15", "essais, RFC 2544"),
        ("224.0.0.0/4", "multidiffusion, RFC 5771"),
        ("240.0.0.0/4", "usage réservé, RFC 1112"),
        ("::1/128", "boucle locale, RFC 4291"),
        ("::ffff:0:0/96", "adresse IPv4 déguisée, RFC 4291"),
        ("64:ff9b::/96", "adresse IPv4 déguisée (NAT64), RFC 6052"),
        ("64:ff9b:1::/48", "adresse IPv4 déguisée (NAT64), RFC 8215"),
        ("fc00::/7", "réseau privé, RFC 4193"),
        ("fe80::/10", "lien local, RFC 4291"),
        ("ff00::/8", "multidiffusion, RFC 4291"),
        ("2001::/32", "adresse IPv4 déguisée (Teredo), RFC 4380"),
        ("2001::/23", "usage réservé, RFC 2928"),
        ("2001:db8::/32", "documentation, RFC 3849"),
        ("2002::/16", "adresse IPv4 déguisée (6to4), RFC 3056"),
        ("3fff::/20", "documentation, RFC 9637"),
    )
)
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\.?$")


def refusal(address: str) -> str | None:
    """Why an address is not public, in French; None when it is. What is no address is refused."""
    parsed = _parse(address)
    if parsed is None:
        return "adresse illisible"
    for network, label in _FORBIDDEN:
        if parsed.version == network.version and parsed in network:
            return label
    if parsed.version == 6 and parsed not in _GLOBAL_V6:
        return "hors des adresses publiques, RFC 4291"
    return None


def is_loopback(address: str) -> bool:
    """Whether an address is this very machine: 127.0.0.0/8 or ::1, in no disguise."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback and getattr(parsed, "ipv4_mapped", None) is None


def hides_a_number(host: str) -> bool:
    """Whether a host is an IPv4 address in another form than four decimals: 2130706433, 127.1, 0x7f.1, 0177.0.0.1.

    Resolvers read those (inet_aton), people do not. WHATWG URL §3.5: a host whose last label is a number is an IPv4
    address or an error.
    """
    if ":" in host or not _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
        return False
    try:
        return str(ipaddress.IPv4Address(host)) != host
    except ValueError:
        return True


def _parse(address: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(address.partition("%")[0])  # fe80::1%2: the zone is not of the address
    except ValueError:
        return None

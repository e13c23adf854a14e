"""The public address of the site: feeds, site map, calendars and shared links carry it, and are kept by those who read.

A preview does without: an agency has texts before it has an address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from plugins.common.problems import Problem
from plugins.model.agency import DEFAULT_URL
from plugins.model.content import Content
from plugins.publishing.rules import ENCRYPTED, PUBLIC_ADDRESS

_EXAMPLE = "écrivez celle où les lecteurs trouvent le site, comme https://www.agence.fr"
# Names that no public resolver knows: RFC 6761, RFC 6762, RFC 8375, ICANN (« .internal »), and what routers give.
_OF_A_MACHINE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "home.arpa", "test")
_NUMBERS = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*")  # every form of IPv4 that browsers read


def check_public_address(site: Content) -> Iterator[Problem]:
    """L’adresse publique du site est dite, et c’en est une."""
    if "agence.yaml" in site.refused or not site.by_path:
        return
    path, place = f"{site.shown}/agence.yaml", site.agency_header.place(("url",))
    if "url" not in site.agency.model_fields_set:
        message = f"adresse publique inconnue, {DEFAULT_URL} à la place : ajoutez « url: https://… »"
        yield PUBLIC_ADDRESS.at(path, 1, 1, message)
        return
    parts = urlsplit(site.agency.url)
    if site.agency.url.rstrip("/") == DEFAULT_URL:
        message = f"adresse publique « {site.agency.url} », un exemple : {_EXAMPLE}"
        yield PUBLIC_ADDRESS.at(path, *place, message)
    elif is_private(parts.hostname or ""):
        message = f"adresse « {site.agency.url} », que seul ce poste ou ce réseau connaît : {_EXAMPLE}"
        yield PUBLIC_ADDRESS.at(path, *place, message)
    elif "?" in site.agency.url or "#" in site.agency.url:
        plain = re.split(r"[?#]", site.agency.url)[0]
        message = f"adresse « {site.agency.url} » avec « ? » ou « # » : écrivez « {plain} »"
        yield PUBLIC_ADDRESS.at(path, *place, message)
    elif parts.scheme != "https":
        message = f"adresse « {site.agency.url} » sans chiffrement : écrivez https:// dès que l’hébergeur le permet"
        yield ENCRYPTED.at(path, *place, message)


def is_private(host: str) -> bool:
    """Whether a host is of this machine or of its network: no reader elsewhere finds it."""
    name = host.lower().rstrip(".")
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        pass
    if _NUMBERS.fullmatch(name):
        return True  # an address in a form that people do not write
    return "." not in name or name.endswith(tuple(f".{suffix}" for suffix in _OF_A_MACHINE))

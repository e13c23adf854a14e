"""An address as machines write it."""

from __future__ import annotations

import pytest

from plugins.common.machine_address import machine_address


@pytest.mark.parametrize(
    ("written", "machine"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("https://écoute.example/idées", "https://xn--coute-9ra.example/id%C3%A9es"),
        ("https://www.Écoute.example:8443/", "https://www.xn--coute-9ra.example:8443/"),
        ("https://a.example/d%C3%A9j%C3%A0/été", "https://a.example/d%C3%A9j%C3%A0/%C3%A9t%C3%A9"),
    ],
)
def test_an_address_is_written_in_ascii(written: str, machine: str) -> None:
    """Un domaine accentué devient du punycode, un chemin accentué ses codes ; ce qui est codé le reste."""
    assert machine_address(written) == machine and machine_address(machine) == machine


def test_what_no_domain_is_called() -> None:
    """Un nom de domaine impossible est refusé."""
    with pytest.raises(ValueError, match=r"too long|label"):
        machine_address(f"https://{'é' * 70}.example/")

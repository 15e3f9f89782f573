"""A partner's address has one form, however it is written."""

import pytest

from models.partner_address import normal_address


@pytest.mark.parametrize(
    "written",
    [
        "https://partner.example",
        "HTTPS://Partner.EXAMPLE",
        "https://partner.example:443",
        "https://partner.example:0443/",
        "https://partner.example:",
        "https://partner.example.",
        "https://partner.example.:443//",
    ],
)
def test_spellings_of_one_partner_meet(written):
    assert normal_address(written) == "https://partner.example"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://partner.example:443", "http://partner.example:443"),
        ("http://partner.example:80", "http://partner.example"),
        ("https://partner.example:80", "https://partner.example:80"),
        ("https://Partner.example/V1/", "https://partner.example/V1"),
        ("http://[::1]:80/", "http://[::1]"),
        ("http://[::1]:8090", "http://[::1]:8090"),
        ("http://partner.example:8080.", "http://partner.example:8080."),
        ("https://hana:pw@Partner.example", "https://hana:pw@Partner.example"),
        ("https://Partner.example?a=B", "https://Partner.example?a=B"),
        ("https://.", "https://."),
        ("http://[::1", "http://[::1"),
        ("http://partner.example:99999", "http://partner.example:99999"),
        ("sandbox", "sandbox"),
        ("", ""),
    ],
)
def test_others_stay_apart(written, kept):
    assert normal_address(written) == kept
    assert normal_address(kept) == kept

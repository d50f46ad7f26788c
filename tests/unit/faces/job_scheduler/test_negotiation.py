"""Which format wins: a table of Accept headers."""

import pytest
from azure_scheduler_emulator.faces.job_scheduler.negotiation import DOCUMENTS, EVERY, Format, negotiate

JSON, XML, TEXT_XML, TEXT = Format


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        # Nothing said, or nothing understood: the server's preference.
        (None, JSON),
        ("", JSON),
        ("nonsense", JSON),
        ("*/*", JSON),
        ("*/json", None),  # no such range: a wildcard stands for both or for the second part
        # One type.
        ("text/plain", TEXT),
        ("TEXT/XML", TEXT_XML),
        ("application/xml", XML),
        ("image/png", None),
        # Quality before order.
        ("text/plain;q=0.5, application/xml", XML),
        ("application/json;q=0.2, text/xml;q=0.9, text/plain;q=0.3", TEXT_XML),
        ("text/plain; q=0.9,application/json; q=0.8", TEXT),
        # On equal quality the server's order: json, application/xml, text/xml, text/plain.
        ("text/plain, text/xml, application/xml", XML),
        ("text/plain;q=0.5, text/xml;q=0.5", TEXT_XML),
        # Wildcards.
        ("text/*", TEXT_XML),
        ("application/*;q=0.1", JSON),
        ("text/*;q=0.5, application/json;q=0.4", TEXT_XML),
        ("image/*, */*;q=0.1", JSON),
        # The closest range decides, not the most generous one.
        ("text/*, text/xml;q=0.1, application/json;q=0.5", TEXT),
        ("*/*;q=0.9, application/json;q=0.1", XML),
        ("*/*, application/*;q=0", TEXT_XML),
        ("*/*;q=0.5, text/plain;q=0.6, application/json;q=0", TEXT),
        # Zero refuses.
        ("text/xml;q=0", None),
        ("*/*;q=0", None),
        ("application/json;q=0.0, */*;q=0.1", XML),
        # Parameters are as if not there, except that they are more particular.
        ("text/xml;charset=utf-8", TEXT_XML),
        ("text/xml;charset=utf-8;q=0.3, text/xml;q=0.9, text/plain;q=0.5", TEXT),
        ("text/plain;q=0.4;level=1, application/xml;q=0.3", TEXT),  # after the quality: an extension
        # A malformed quality: the range does not count.
        ("text/plain;q=high, application/xml;q=0.1", XML),
        ("text/plain;q=1.5, application/xml;q=0.1", XML),
        ("text/plain;q=0.1234, application/xml;q=0.1", XML),
        ("text/plain;q=-1, application/xml;q=0.1", XML),
        # Browsers.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", XML),
        # Empty elements are legal.
        (", text/plain ,", TEXT),
    ],
)
def test_the_format_with_the_highest_quality_wins(accept, chosen):
    assert negotiate(accept, EVERY) is chosen


def test_a_refused_json_leaves_the_others():
    assert negotiate("*/json, text/plain;q=0.1", EVERY) is TEXT


@pytest.mark.parametrize(("accept", "chosen"), [("text/plain", None), ("text/*", TEXT_XML), ("*/*", JSON)])
def test_only_what_an_operation_offers_is_chosen(accept, chosen):
    assert negotiate(accept, DOCUMENTS) is chosen

"""Receipts of bodies that have no form of their own."""

from __future__ import annotations

import pytest

from lrs.errors import ReceiptRefused
from lrs.reports.receipt import Outcome, Receipt, read_receipt

OUTCOMES = (Outcome("a", "accepted"), Outcome("b", "rejected", "E17, no licence"))


@pytest.mark.parametrize(
    "data",
    [
        b"""{"report": "x/xml-1", "records": [{"record": "a", "outcome": "accepted"},
             {"record": "b", "outcome": "rejected", "reason": "E17, no licence"}]}""",
        b'report,record,outcome,reason\nx/xml-1,a,accepted,\n,b,rejected,"E17, no licence"\n',
        b'\xef\xbb\xbfoutcome,record,reason,report\r\naccepted,a,,\r\nrejected,b,"E17, no licence",x/xml-1',
    ],
)
def test_json_and_csv_say_the_same(data: bytes) -> None:
    assert read_receipt(data) == Receipt(OUTCOMES, "x/xml-1")


def test_a_receipt_need_not_name_its_report() -> None:
    assert read_receipt(b"record,outcome\na,accepted\n") == Receipt(OUTCOMES[:1])


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff", "utf-8"),
        (b"{", "truncated"),
        (b'{"records": [{"record": "a", "outcome": "perhaps"}]}', r"\$.records\[0\].outcome"),
        (b'{"records": [{"record": "", "outcome": "accepted"}]}', r"\$.records\[0\].record"),
        (b"record,outcome\na,\n", r"\$.records\[0\].outcome"),
        (b"record,outcome,colour\na,accepted,red\n", "colour"),
        (b"record,outcome\na,accepted,red\n", "more"),
        (b"record,outcome\na\n", r"\$.records\[0\].outcome"),
        (b"report,record,outcome\nx/1,a,accepted\nx/2,b,accepted\n", "x/1 and x/2"),
        (b'record,outcome\n"a,accepted', "unexpected end"),
    ],
)
def test_what_is_no_receipt_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(ReceiptRefused, match=fault):
        read_receipt(data)

import polars as pl
import pytest

from geo.postcodes import parse_postcodes


@pytest.mark.parametrize(
    ("typed", "status", "district", "sector"),
    [
        ("B23 6YZ", "full", "B23", "B23 6"),
        ("b236yz", "full", "B23", "B23 6"),
        ("  B23   6YZ ", "full", "B23", "B23 6"),
        ("EC1A 1BB", "full", "EC1A", "EC1A 1"),
        ("GIR 0AA", "full", "GIR", "GIR 0"),
        ("B23 6", "sector", "B23", "B23 6"),
        ("B2 3", "sector", "B2", "B2 3"),
        ("B23", "outward_only", "B23", None),
        ("B99 1AA", "full", "B2", None),
        ("ZZ1 1AA", "unknown_outward", None, None),
        ("B236AAA", "invalid", None, None),
        ("B23 6CO", "invalid", None, None),
        ("not known", "invalid", None, None),
        ("", "missing", None, None),
        (None, "missing", None, None),
    ],
)
def test_a_postcode_is_read_as_a_person_would_read_it(
    typed: str | None, status: str, district: str | None, sector: str | None
) -> None:
    parsed = parse_postcodes(pl.Series([typed], dtype=pl.String))
    assert parsed.rows() == [(status, district, sector)]


def test_the_order_of_rows_is_kept() -> None:
    parsed = parse_postcodes(pl.Series(["B9", None, "B23 6YZ", "BD3"]))
    assert parsed["district"].to_list() == ["B9", None, "B23", "BD3"]

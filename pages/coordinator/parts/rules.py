"""The rules that rows broke, and the rows of one of them."""

from functools import partial
from typing import Final

import streamlit as st

from analytics.cards.about_data import rule_name
from analytics.cards.loading import said_of_set_aside
from analytics.casework.rules import amiss_in_all, line_columns, rows_csv, rows_of_rule, rule_columns, rule_counts
from analytics.views.data_quality import set_aside
from analytics.words.numbers import number
from data.snapshots import Snapshot
from data.warehouse import Warehouse, warehouse
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.exact import say_exact
from pages.coordinator.parts.handover import hand_back_refused

PURPOSE: Final = "rows sent back to their source"
ROWS_SHOWN: Final = 25


def show_rules(reader: Reader) -> None:
    """Every rule with its rows now and before; the rows of the one that is chosen."""
    now = live()
    record_view(reader, ROUTINE, {"snapshot": now.snapshot.name})
    with st.sidebar:
        say_exact(now)
    counts = rule_counts(warehouse(now.snapshot.episodes), before(now.snapshot))
    rows = int(counts["rows"].sum())
    say_lead(f"{number(rows)} rows are to be looked at by whoever sent them.")
    advise("Refused rows are in no figure. Rows loaded with a doubt are in all of them. Numbers are official codes.")
    if text := said_of_set_aside(set_aside(warehouse(now.snapshot.episodes))):
        advise(text)
    if counts.is_empty():
        return
    show_table(rule_columns(counts), "Rows by rule, now and at the snapshot before")
    rules = list(dict.fromkeys(counts.filter(counts["rows"] > 0)["rule"]))
    if counts.filter((counts["rows"] > 0) & (counts["became"] == "refused")).height:
        hand_back_refused(reader, now.snapshot)
    if rules:
        show_rows(reader, now.snapshot, choose("Rule", rules, rule_name, key="rule", first=rules[0]))


def before(snapshot: Snapshot) -> Warehouse | None:
    """The snapshot that this one was built on, where it is still kept."""
    # Of one that an earlier version wrote, the rules were others.
    same = (item for item in store().snapshots() if item.format == snapshot.format)
    earlier = [item for item in same if item.name == snapshot.manifest["built_on"]]
    return warehouse(earlier[0].episodes) if earlier else None


def show_rows(reader: Reader, snapshot: Snapshot, rule: str) -> None:
    """Where the rows of a rule stand, and a file of them."""
    rows = rows_of_rule(warehouse(snapshot.episodes), warehouse(snapshot.refused), rule)
    st.subheader(plain(f"{rule_name(rule)}: {number(rows.height)} rows"), anchor=False)
    shown = rows.head(ROWS_SHOWN)
    first = f"The first {ROWS_SHOWN} are shown; the download holds all of them." if rows.height > ROWS_SHOWN else ""
    advise(f"{amiss_in_all(shown)} {first}".strip())
    show_table(line_columns(shown), f"Rows of the rule {rule_name(rule)}")
    what = {"snapshot": snapshot.name, "table": "rows of a rule", "rule": rule, "rows": rows.height}
    st.download_button(
        "Download to send back (CSV)",
        recorded(reader, partial(rows_csv, rows, snapshot.name), what, PURPOSE),
        file_name=f"rows-{rule}.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
    )

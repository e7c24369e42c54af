"""What a subject access request is answered with: all of one child, and of no other."""

import json
from pathlib import Path

import pytest

from data.audit_log import AuditLog
from data.errors import DashboardError, NoSuchChild
from data.subject_access import everything_about
from tests.data.builders import a_store, load_rows

CHILD = "PERSON-4711"


def test_everything_of_a_child_is_answered_and_nothing_of_another(tmp_path: Path) -> None:
    load_rows(
        tmp_path,
        {"child": CHILD},
        {"child": CHILD, "start": "2016-06-07 12:00", "end": ""},
        {"child": CHILD, "start": "never"},
        {"child": "PERSON-4712"},
        {"child": "PERSON-4713", "start": "never"},
    )
    store = a_store(tmp_path)
    result = everything_about(store, CHILD, reason="request 7")
    counts = {name: len(rows) for name, rows in result.items() if isinstance(rows, list)}
    assert counts == {"report": 2, "child_report": 1, "refused_row": 1, "finding": 1, "file": 1}
    text = json.dumps(result)
    assert CHILD in text
    assert "4712" not in text
    assert "4713" not in text
    assert everything_about(store, result["pseudonym"], reason="request 7") == result
    (line, _) = AuditLog(store).found(acts=("export",))
    assert line.purpose == "request 7"
    assert CHILD not in json.dumps(line.what)
    assert AuditLog(store).found(child=result["pseudonym"])


def test_nothing_is_answered_of_a_child_that_is_not_there_or_without_a_reason(tmp_path: Path) -> None:
    load_rows(tmp_path, {"child": CHILD})
    with pytest.raises(NoSuchChild):
        everything_about(a_store(tmp_path), "PERSON-1", reason="request 7")
    with pytest.raises(DashboardError, match="--reason"):
        everything_about(a_store(tmp_path), CHILD, reason=" ")
    assert list(AuditLog(a_store(tmp_path)).found(acts=("export",))) == []

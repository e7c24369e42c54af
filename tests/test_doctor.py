"""`missing doctor`: each thing that may be amiss is named, with what helps; where nothing is, it ends with 0."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import cli
from data import doctor
from data.audit_log import Act, AuditLog, this_user
from data.doctor import examined, of_messages
from data.message_settings import Mail, Messages
from data.proxy import of_proxies
from data.snapshots import Store
from tests.data.builders import begun_with

GUIDE = Path(__file__).parents[1] / "docs" / "deploying.md"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A whole store of two children, named to the command line."""
    result = begun_with(tmp_path, {"child": "A1"}, {"child": "A2"})
    monkeypatch.setenv("MISSING_STORE", str(result.folder))
    for variable in ("MISSING_SETTINGS", "MISSING_LOG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return result


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """A command's exit status."""
    monkeypatch.setattr("sys.argv", ["missing", *words])
    try:
        cli.main()
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def amiss(store: Store) -> dict[str, str]:
    return {finding.of: finding.words for finding in examined(store) if finding.is_amiss}


def test_a_fit_machine_and_a_whole_store_end_with_0(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert amiss(store) == {}
    assert run(monkeypatch, "doctor", "--json") == 0
    findings = {finding["of"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert findings["Start and sign-in"]["words"] == "The pages would start."
    assert findings["Settings"]["is_amiss"] is False


def test_half_a_sign_in_is_met_by_the_check_of_a_start(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "council.toml").write_text('[sign_in]\nboard = ["Board"]\n')
    monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "council.toml"))
    assert run(monkeypatch, "doctor") == 1
    assert "AMISS  Start and sign-in: The app was not started." in capsys.readouterr().out
    assert store.live()


def test_a_damaged_snapshot_is_one_sentence_on_the_command_line(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live = store.live()
    live.episodes.write_bytes(live.episodes.read_bytes()[:-1])
    for words in (["status"], ["export", "--from", "2016-06-01", "--to", "2016-12-01"], ["rollback"]):
        assert run(monkeypatch, *words) == 2
    errors = capsys.readouterr().err
    assert "Snapshot 000001 is damaged (episodes.duckdb)" in errors
    assert "no earlier snapshot to go back to" in errors
    assert set(amiss(store)) == {"Live snapshot", "Snapshot 000001"}


def test_a_disk_that_fails_is_one_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_self: Store) -> None:
        raise OSError(30, "Read-only file system", str(store.folder / "lock"))

    monkeypatch.setattr(Store, "rollback", lambda self, _announce: fails(self))
    assert run(monkeypatch, "rollback") == 2
    assert "cannot be read or written: Read-only file system. What is wrong" in capsys.readouterr().err


def test_a_store_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file in the place of a folder: no right helps against that, not even the administrator's."""
    (tmp_path / "store").write_text("")
    with (
        pytest.raises(doctor.DashboardError, match="cannot be written: "),
        Store(tmp_path / "store").locked(),
    ):
        pass


def test_rights_that_let_others_read_are_amiss(store: Store) -> None:
    store.folder.chmod(0o755)
    store.live().episodes.chmod(0o644)
    assert "Others may read snapshots/000001/episodes.duckdb" in amiss(store)["Rights"]


def test_a_disk_without_room_is_amiss(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_ROOM", 10**18)
    assert "a load may need" in amiss(store)["Disk"]


def test_a_clock_before_the_last_line_of_the_log_is_amiss(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    line = AuditLog(store).append(this_user(), Act.EXPORT, {})
    monkeypatch.setattr(AuditLog, "lines", lambda _self: iter([replace(line, at="2999-01-01T00:00:00.000+00:00")]))
    assert "yet to come" in amiss(store)["Clock"]


def test_mail_without_its_password_is_amiss(tmp_path: Path) -> None:
    where = f"file:{tmp_path / 'mail'}"
    mail = Mail(host="mail.council.example", sender="a@b.example", to=("c@b.example",), user="a", password_from=where)
    messages = Messages(address="https://missing.council.example", mail=mail)
    assert [finding.of for finding in of_messages(messages, connect=False) if finding.is_amiss] == ["Mail"]
    (tmp_path / "mail").write_text("of the tests")
    (tmp_path / "mail").chmod(0o600)
    assert not [finding for finding in of_messages(messages, connect=False) if finding.is_amiss]


def test_the_guides_own_proxy_has_room_for_a_sign_in_and_one_without_is_told_the_lines(tmp_path: Path) -> None:
    block = GUIDE.read_text(encoding="utf-8").split("```nginx\n")[1].split("```")[0]
    file = tmp_path / "missing.conf"
    file.write_text(block)
    assert [finding.is_amiss for finding in of_proxies([file])] == [False]
    file.write_text("\n".join(line for line in block.splitlines() if "buffer" not in line or "buffering" in line))
    (finding,) = of_proxies([file])
    assert "proxy_buffer_size and large_client_header_buffers is too small" in finding.words
    assert "proxy_buffer_size 32k" in finding.to_do
    file.write_text("server { proxy_pass http://elsewhere.example; }")
    assert list(of_proxies([file])) == []

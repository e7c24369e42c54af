"""The council's file of initials: what is taken from it, and what is refused without a word of it."""

from pathlib import Path

import pytest

from data.errors import BadVault
from data.pseudonyms import Pseudonyms
from data.vault import initials

KEY = b"k" * 32


def a_vault(folder: Path, text: str) -> Path:
    file = folder / "initials.csv"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def test_initials_are_known_by_the_pseudonym_that_loads_give_to_the_same_id(tmp_path: Path):
    file = a_vault(tmp_path, "\ufeffchild,initials\n 1001 ,J.S.\n1002,Ł-K\n")
    pseudonyms = Pseudonyms(KEY)
    assert initials(str(file), "council", KEY) == {
        pseudonyms.of_one("1001", "council"): "J.S.",
        pseudonyms.of_one("1002", "council"): "Ł-K",
    }
    assert pseudonyms.of_one("1001", "police") in initials(str(file), "police", KEY)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path):
    file = a_vault(tmp_path, "child,initials\n1001,AB\n")
    assert list(initials(str(file), "council", KEY).values()) == ["AB"]
    file.write_text("child,initials\n1001,CD\n")
    assert list(initials(str(file), "council", KEY).values()) == ["CD"]


@pytest.mark.parametrize("key", [KEY, None])
def test_without_a_setting_a_file_or_a_key_there_are_none(tmp_path: Path, key: bytes | None):
    file = a_vault(tmp_path, "child,initials\n1001,AB\n")
    assert initials("", "council", key) == {}
    assert initials(str(tmp_path / "elsewhere.csv"), "council", key) == {}
    assert bool(initials(str(file), "council", key)) == (key is not None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("child,initials,name\n1001,AB,Zebedee Quill\n", "no other"),
        ("child,name\n1001,Zebedee Quill\n", "no other"),
        ("child,initials\n1001,Zebedee\n", "line 2"),
        ("child,initials\n1001,AB\n1002,Zebedee Quill\n", "line 3"),
        ("child,initials\n1001,A1\n", "line 2"),
        ("child,initials\n,AB\n", "line 2"),
        ("child,initials\n1001\n", "line 2"),
        ("", "no other"),
    ],
)
def test_what_may_be_a_name_is_refused_and_not_quoted(tmp_path: Path, text: str, said: str):
    with pytest.raises(BadVault, match=said) as refused:
        initials(str(a_vault(tmp_path, text)), "council", KEY)
    assert "Zebedee" not in str(refused.value)
    assert "1001" not in str(refused.value)


def test_a_file_that_other_accounts_may_read_is_refused(tmp_path: Path):
    file = a_vault(tmp_path, "child,initials\n1001,AB\n")
    file.chmod(0o640)
    with pytest.raises(BadVault, match="owner alone"):
        initials(str(file), "council", KEY)

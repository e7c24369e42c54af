"""A page opened as one of its readers, without a browser."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
PATIENCE = 60
DETAIL = "detail"


def stands_alone(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The app on this machine alone, with the store in the folder, and no settings but the demonstration's."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MISSING_STORE", str(folder / "store"))
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    options = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "127.0.0.1" if name == "server.address" else options(name))


def opened(monkeypatch: pytest.MonkeyPatch, audience: str, page: str, **address: str) -> AppTest:
    """The page as this audience finds it at this address, with an error in its own words.

    Streamlit reads its options once a process, so that without this the words would hang on which test came first.
    """
    options = config.get_option
    whole = {"client.showErrorDetails": "full"}
    monkeypatch.setattr(config, "get_option", lambda name: whole.get(name) or options(name))
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", audience)
    monkeypatch.setattr(st, "page_link", link)
    app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=PATIENCE)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def with_details(app: AppTest) -> Iterator[AppTest]:
    """The page as it was opened, and then with each of its details open, one after the other."""
    yield app
    names = [name for group in app.pills if group.key == DETAIL for name in group.options]
    for name in names:
        yield app.pills(key=DETAIL).set_value(name).run()


def words_of_all(app: AppTest) -> str:
    """The words of the page and of all its details."""
    return " ".join(words(shown) for shown in with_details(app))


def link(page: str, *, label: str, icon: str = "", query_params: Mapping[str, str] | None = None) -> None:
    """A way to another page, of which a page that is opened alone does not know: to one that is there, at least."""
    assert (ROOT / "pages" / page).is_file()
    assert all((query_params or {}).values())
    st.markdown(f"{icon} {label}: {page}".strip())


def press(app: AppTest, label: str) -> AppTest:
    """The page after the first button of this label was pressed."""
    return next(button for button in app.button if button.label == label).click().run()


def words(app: AppTest) -> str:
    """Everything that the browser gets, without the marks that keep Markdown from reading it and words together."""
    text = " ".join(str(node.proto) for node in app._tree if getattr(node, "proto", None))
    # A table is sent as bytes, which stand here in octal.
    return text.replace("\N{NO-BREAK SPACE}", " ").replace(r"\302\240", " ").replace("\\", "")


def said_first(app: AppTest) -> str:
    """What the page leads with: its first heading, and the text that stands in one frame with it."""
    heading = app.header[0]
    parts = (list(getattr(frame, "children", {}).values()) for frame in app._tree)
    beside = next(each for each in parts if any(part is heading for part in each))
    said = [part for part in beside if part is heading or part.type == "markdown"]
    return " ".join(part.value for part in said).replace("\\", "")

"""One choice in the sidebar, kept in the address: looked up among what is on offer before it is used."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

Choice = TypeVar("Choice")


def asked_in_vain(key: str, names: Sequence[str]) -> bool:
    """Whether the address asks for what is not on offer."""
    return key in st.query_params and st.query_params[key] not in names


def choose(
    label: str,
    options: Sequence[Choice],
    name: Callable[[Choice], str],
    *,
    key: str,
    first: Choice,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Choice:
    """One of the options, by name; the first choice where the answer is none of them."""
    names = {name(option): option for option in options}
    answer = st.selectbox(
        label,
        list(names),
        index=list(names.values()).index(first),
        key=key,
        bind="query-params",
        label_visibility=label_visibility,
    )
    return names.get(answer or "", first)

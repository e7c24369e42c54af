"""The looked-after return as XML: one element a child, with its header, missing episodes and periods of care.

<Message> <CHILD> <HEADER> <CHILDID/> <SEX/> <DOB/> <ETHNIC/> <UASC/> <DUC/> <AMISSING> ... </HEADER>
                  <EPISODE> <DECOM/> <RNE/> <LS/> <PL/> ... </CHILD> </Message>
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree

from data.errors import UnusableFile
from data.formats.decode import decode
from data.formats.tables import Table, TableBuilder

# What the same thing is called as CSV.
AS_CSV: Final = {"CHILDID": "CHILD", "PL": "PLACE"}
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC"),
    "episodes": (
        "CHILD",
        "DECOM",
        "RNE",
        "LS",
        "PLACE",
        "PLACE_PROVIDER",
        "DEC",
        "REC",
        "HOME_POST",
        "PL_POST",
        "URN",
    ),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
}
# Records that stand inside a child's own.
NESTED: Final = {"EPISODE": "episodes", "AMISSING": "missing"}
IS_UASC: Final = ("1", "Y", "TRUE")


def is_xml(content: bytes) -> bool:
    """Whether the file says that it is XML."""
    return decode(content[:200]).text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<Message", "<!DOCTYPE", "<!--"))


def read_xml(name: str, content: bytes) -> list[Table]:
    """The return's four tables, as far as the file has rows of them; a row's number counts records of its kind.

    Raises UnusableFile where the file is cut off, defines entities, or holds no child.
    """
    root = parsed(name, content)
    builders = {kind: TableBuilder(headings, len(headings)) for kind, headings in HEADINGS.items()}
    numbers = dict.fromkeys(HEADINGS, 0)
    for child in root:
        for kind, fields, original in records_of(child):
            numbers[kind] += 1
            builders[kind].add(numbers[kind], original, [fields.get(heading, "") for heading in HEADINGS[kind]])
    sentences = ["Rows are numbered by record, since XML has no lines."]
    tables = [
        replace(builder.table(f"{name} ({kind})", sentences), delimiter="")
        for kind, builder in builders.items()
        if numbers[kind]
    ]
    if not tables:
        raise UnusableFile(f"{name} is XML, and holds no child of a looked-after return. Ask the sender what it is.")
    return tables


def parsed(name: str, content: bytes) -> ElementTree.Element:
    """The document. Raises UnusableFile where it is no whole XML, or brings entities of its own."""
    text = decode(content).text
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnusableFile(f"{name} defines entities of its own, which a return never does. It was not read.")
    try:
        # Without entities nothing can be expanded or fetched: what remains is a tree as large as the file.
        return ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as error:
        raise UnusableFile(f"{name} is not whole: {error}. Ask for the file again.") from error


def records_of(child: ElementTree.Element) -> list[tuple[str, dict[str, str], str]]:
    """Each record of one child: which table it is of, its fields by their names as CSV, and its own text."""
    own = leaves(child)
    if "CHILD" not in own:
        return []
    result = [("header", own, text_of(own))] if "SEX" in own or "ETHNIC" in own else []
    if own.get("DUC") or own.get("UASC", "").upper() in IS_UASC:
        result.append(("uasc", own, text_of(own)))
    for element in child.iter():
        if element.tag in NESTED:
            fields = {"CHILD": own["CHILD"], "DOB": own.get("DOB", ""), **leaves(element)}
            result.append((NESTED[element.tag], fields, text_of(fields)))
    return result


def leaves(element: ElementTree.Element) -> dict[str, str]:
    """The texts of an element, those of nested records left out."""
    result: dict[str, str] = {}
    for part in element:
        if part.tag in NESTED:
            continue
        if len(part):
            result |= leaves(part)
        else:
            result[AS_CSV.get(part.tag, part.tag)] = (part.text or "").strip()
    return result


def text_of(fields: Mapping[str, str]) -> str:
    """A record on one line, to be sent back."""
    return ",".join(f"{name}={value}" for name, value in fields.items() if value)

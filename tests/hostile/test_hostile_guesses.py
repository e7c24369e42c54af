"""No file, whatever its bytes, ends a guess: it is a proposal, or one sentence says why it is none."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UnusableFile
from data.formats.guessing.guess import propose
from data.formats.guessing.mapping_text import proposal_text
from data.formats.guessing.proposal import Proposal
from data.formats.guessing.sketch import sketch
from data.settings import demonstration_settings
from tests.hostile.corpus import Case, cases
from tests.sizes import examples

SETTINGS = demonstration_settings()


def guessed(name: str, content: bytes) -> Proposal | None:
    """The proposal; none where the file is refused in a sentence."""
    try:
        return propose(sketch(name, content), SETTINGS)
    except UnusableFile as error:
        said = str(error)
    assert said.startswith(name)
    return None


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_hostile_file_is_guessed_at_or_refused_in_a_sentence(case: Case):
    proposal = guessed(f"file.{case.suffix}", case.content)
    assert proposal is None or "columns" in tomllib.loads(proposal_text(proposal))


@examples(50, 200)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_guessed_at_or_refused_in_a_sentence(content: bytes):
    guessed("file.csv", content)


@examples(40, 150)
@given(
    lines=st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6), min_size=1, max_size=8
    )
)
def test_any_text_gives_a_mapping_whose_questions_are_seen(lines: list[list[str]]):
    text = "\n".join(",".join(line) for line in lines)
    proposal = guessed("file.csv", text.encode())
    if proposal:
        assert tomllib.loads(proposal_text(proposal).replace("#? ", ""))["source"]
        questions = [line for line in proposal_text(proposal).splitlines() if line.startswith("#? ")]
        assert questions, "the sender is always asked"

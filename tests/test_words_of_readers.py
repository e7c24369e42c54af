"""What readers meet says what was done in plain words: names of statistics stand in definitions alone."""

import re
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
# Those that say what each figure counts, and how it is protected.
DEFINITIONS = {"definitions.txt", "about.txt"}
TEXTS = sorted(
    file for folder in ("pages", "papers") for file in (GOLDEN / folder).rglob("*.txt") if file.name not in DEFINITIONS
)
NAMES = (
    *("Kaplan", "Gi*", "Getis", "PAI", "XmR", "Poisson", "Wilson", "Lorenz", "Gini", "Clopper", "Fisher", "Moran"),
    *("chi-squared", "log-rank", "p-value", "binomial", "overdispersion", "Benjamini", "Bonferroni", "Kulldorff"),
)
NAMED = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in NAMES), re.IGNORECASE)


def test_no_sentence_of_the_demonstration_names_a_statistic():
    assert TEXTS
    met = [
        (file.stem, line[:160])
        for file in TEXTS
        for line in file.read_text(encoding="utf-8").splitlines()
        if NAMED.search(line)
    ]
    assert met == []

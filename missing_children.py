"""The one name of ours in anybody's site-packages: in a wheel, a package of this name that holds the rest of the house.

Names as common as `data` and `pages` would hide another program's, or be hidden by them. So they are found only in a
process that begins here, or with `streamlit run`.
"""

import sys
from pathlib import Path


def main() -> None:
    """Runs the command line, with the house first among what can be imported."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from cli import main as run  # noqa: PLC0415  not to be found before

    run()

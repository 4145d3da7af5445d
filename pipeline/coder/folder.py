"""The tables of a language's folder, `lexicon/<code>/`.

Everywhere in the coder a language is called by the name of its folder ("en"); the path of a folder that stands elsewhere does as well.
"""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicon"


def rows(language: str, name: str) -> list[dict[str, str]]:
    """The rows of one table, or of all that a name such as `terms/*.csv` fits, in the order of their names; [] where the folder has none."""
    found = []
    for path in sorted((FOLDER / language).glob(name)):
        with open(path, encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found

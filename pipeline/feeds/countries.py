"""Countries by any of their names and code schemes, so that Niger is never Nigeria and NA is Namibia."""

import polars as pl

SCHEMES = ("iso3", "iso2", "iso_numeric", "gw", "fips", "cameo")
# Kinds of name that mean the country itself; adjectives, peoples and capitals do not.
NAME_KINDS = ("name", "official", "ged", "gdelt", "variant", "former")


def country_codes(countries: pl.DataFrame, names: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """A row per scheme and code: `scheme`, `code` (folded), `iso3`. Scheme `name` holds all names, the kinds above in order of trust.

    A name that two countries bear in kinds of equal trust is left out: it cannot be told.
    """
    by_code = [countries.select(scheme=pl.lit(scheme), code=scheme, iso3="iso3", rank=pl.lit(0)) for scheme in SCHEMES]
    extra = codes.select("scheme", "code", "iso3", rank=pl.lit(1))
    order = {kind: rank for rank, kind in enumerate(NAME_KINDS)}
    named = names.filter(pl.col("kind").is_in(NAME_KINDS)).select(
        scheme=pl.lit("name"), code="name", iso3="iso3", rank=pl.col("kind").replace_strict(order, return_dtype=pl.Int32))
    feeds = names.filter(pl.col("kind").is_in(["ged", "gdelt"])).select(scheme="kind", code="name", iso3="iso3", rank=pl.lit(0))
    table = pl.concat([*by_code, extra, named, feeds], how="vertical_relaxed").drop_nulls("code").with_columns(
        code=pl.when(pl.col("scheme").is_in(["iso_numeric", "gw"])).then(pl.col("code").str.strip_chars_start("0").replace("", None)).otherwise(pl.col("code").str.strip_chars().str.to_lowercase()))
    best = table.drop_nulls("code").filter(pl.col("rank") == pl.col("rank").min().over("scheme", "code")).unique(["scheme", "code", "iso3"], maintain_order=True)
    return best.filter(pl.len().over("scheme", "code") == 1).select("scheme", "code", "iso3").sort("scheme", "code")


def country_of(rows: pl.DataFrame, codes: pl.DataFrame, order: tuple[tuple[str, str], ...]) -> pl.Series:
    """ISO3 code per row: the first of the declared columns that says one; null where none does."""
    found = [pl.lit(None, pl.String)]
    for column, scheme in order:
        if column not in rows.columns:
            continue
        known = codes.filter(pl.col("scheme") == scheme)
        cell = pl.col(column).cast(pl.String).str.strip_chars().str.to_lowercase()
        if scheme in ("iso_numeric", "gw"):
            cell = cell.str.replace(r"\.0+$", "").str.strip_chars_start("0")
        found.append(cell.replace_strict(known["code"].to_list(), known["iso3"].to_list(), default=None, return_dtype=pl.String))
    return rows.with_columns(country_iso3=pl.coalesce(found))["country_iso3"]

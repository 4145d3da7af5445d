"""Countries as users write them: an option that names none is wrong usage, cells that name none are told."""

import click
import polars as pl

from pipeline.gazetteer.geocode import UNKNOWN_COUNTRY, country_finder

MOST_TOLD = 5


def country_option(country: str | None, place_names: pl.DataFrame) -> str | None:
    """The iso3 of what --country names, null if it is left out; BadParameter if it is no country known here."""
    iso3 = country_finder(place_names)(country)
    if country is not None and iso3 is None:
        raise click.BadParameter(f"{country!r} is no country known here; expected a name or an ISO code", param_hint="--country")
    return iso3


def tell_unknown(found: pl.DataFrame) -> None:
    """One line on standard error that counts the rows with an unknown country, and names the commonest of them."""
    lost = found.filter(pl.col("rule") == UNKNOWN_COUNTRY)
    if lost.is_empty():
        return
    told = lost.group_by("country").len("rows").sort("rows", "country", descending=[True, False])
    some = ", ".join(f"{country[:60]!r} ({rows:,})" for country, rows in told.head(MOST_TOLD).iter_rows())
    more = f" and {told.height - MOST_TOLD:,} more" if told.height > MOST_TOLD else ""
    click.echo(f"{lost.height:,} rows have a country that is not known here and stay without a point: {some}{more}", err=True)

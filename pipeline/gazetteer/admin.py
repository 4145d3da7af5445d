"""Administrative units from the places inside them: names by majority vote, points and radii by extent."""
import polars as pl

KM_PER_DEGREE = 111.195
CELL = 0.1  # degrees; a place looks for its nearest named neighbour in its own and the eight cells around


def vote_unit_names(places: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """One name per (country_iso2, admin1_code): the admin1 that most points at the very same coordinates carry.

    Ties go to the name that sorts first. Codes for which no point votes are absent.
    """
    key = [pl.col("latitude").round(5), pl.col("longitude").round(5), "country_iso2"]
    named = points.filter(pl.col("admin1").fill_null("") != "").select(*key, "admin1")
    votes = places.filter(pl.col("admin1_code").is_not_null()).select(*key, "admin1_code").join(named, on=["latitude", "longitude", "country_iso2"])
    return (votes.group_by("country_iso2", "admin1_code", "admin1").len().sort("country_iso2", "admin1_code", "len", "admin1", descending=[False, False, True, False])
            .unique(["country_iso2", "admin1_code"], keep="first", maintain_order=True).select("country_iso2", "admin1_code", "admin1"))


def nearest_admin2(places: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """`geonames_id`, `admin2`: the admin2 name of the nearest point of the country within about 15 km; rows without are absent.

    Each of the nine cells around a place is looked through by itself, so that memory holds one ninth of the pairs.
    """
    named = points.filter(pl.col("admin2").fill_null("") != "").select(
        pl.col("country_iso2"), pl.col("latitude").alias("point_latitude"), pl.col("longitude").alias("point_longitude"), "admin2", *_cells())
    asked = places.select("geonames_id", "country_iso2", "latitude", "longitude", *_cells())
    nearest = [_nearest_in_cell(asked, named, row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
    return (pl.concat(nearest).sort("geonames_id", "square", "admin2").unique("geonames_id", keep="first", maintain_order=True).select("geonames_id", "admin2"))


def _nearest_in_cell(asked: pl.DataFrame, named: pl.DataFrame, row: int, column: int) -> pl.DataFrame:
    """The nearest named point in the cell that lies so many rows and columns from the place's own: geonames_id, admin2, square."""
    moved = asked.lazy().with_columns(pl.col("cell_row") + row, pl.col("cell_column") + column)
    pairs = moved.join(named.lazy(), on=["country_iso2", "cell_row", "cell_column"])
    shrink = pl.col("latitude").radians().cos()
    square = (pl.col("latitude") - pl.col("point_latitude")) ** 2 + ((pl.col("longitude") - pl.col("point_longitude")) * shrink) ** 2
    near = pairs.select("geonames_id", "admin2", square.alias("square")).filter(pl.col("square") < (15 / KM_PER_DEGREE) ** 2)
    return near.sort("geonames_id", "square", "admin2").unique("geonames_id", keep="first", maintain_order=True).collect()


def unit_extents(members: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Per unit: its middle and radius (see `extents`) and its seat.

    The seat is the member named like the unit, if it is not tiny beside the largest (`seat_order` is then true), else
    the most populous; ties go to the smaller place_id.
    """
    namesake = pl.col("folded") == pl.col("unit_folded")
    seat_order = pl.when(namesake & (pl.col("population") * 20 >= pl.col("population").max().over(by))).then(0).otherwise(1)
    ordered = members.with_columns(seat_order.alias("seat_order")).sort([*by, "seat_order", "population", "place_id"], descending=[False] * len(by) + [False, True, False])
    seats = ordered.group_by(by, maintain_order=True).agg(
        pl.col("latitude").first().alias("seat_latitude"), pl.col("longitude").first().alias("seat_longitude"),
        pl.col("place_id").first().alias("seat_place_id"), pl.col("seat_order").first() == 0, pl.col("population").sum())
    return seats.join(extents(members, by), on=by, maintain_order="left")


def extents(members: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Per group: the middle of the box around its places, and half its mean side as radius_km, at least 5.

    Places are first thinned to one per tenth of a degree, so that crowded corners count no more than empty ones, and
    the outermost 1 % of cells on each side are left out, so that one misplaced village does not move a province.
    """
    cells = members.select(*by, *[(pl.col(c) / CELL).floor() * CELL + CELL / 2 for c in ("latitude", "longitude")]).unique().sort(*by, "latitude", "longitude")
    def edge(column: str, share: float) -> pl.Expr:
        return pl.col(column).quantile(share, "nearest")
    box = cells.group_by(by, maintain_order=True).agg(
        edge("latitude", 0.01).alias("south"), edge("latitude", 0.99).alias("north"), edge("longitude", 0.01).alias("west"), edge("longitude", 0.99).alias("east"))
    middle, height = (pl.col("south") + pl.col("north")) / 2, (pl.col("north") - pl.col("south")) * KM_PER_DEGREE
    width = (pl.col("east") - pl.col("west")) * KM_PER_DEGREE * middle.radians().cos()
    return box.select(*by, middle.round(5).alias("latitude"), ((pl.col("west") + pl.col("east")) / 2).round(5).alias("longitude"),
                      pl.max_horizontal(((height + width) / 4).round(0), pl.lit(5.0)).alias("radius_km"))


def _cells() -> list[pl.Expr]:
    return [(pl.col("latitude") / CELL).floor().cast(pl.Int32).alias("cell_row"), (pl.col("longitude") / CELL).floor().cast(pl.Int32).alias("cell_column")]

"""Reads the coded claims and the last release's ledger, finds the events country by country, and writes them."""

import os

import polars as pl

from pipeline import io, run as runner
from pipeline.dedup.copies import copies
from pipeline.dedup.match import match
from pipeline.registry.sources import with_unknown
from pipeline.stages.deduplicate import MATCH_TUNABLES, conclude, prepared
from schemas.tables import BY_NAME

PART_CLAIMS = 100_000
OUTPUTS = ("events", "event_claims", "retired_events", "ledger", "reports", "issues", "accounting", "metrics", "rejects")
CODE = ("pipeline/dedup", "schemas", "requirements.lock")
_MATCHED = (
    "claim_id", "feed", "report_id", "native_id", "event_kind", "published_date", "event_date", "date_start", "date_end", "time_precision", "event_type",
    "sub_event_type", "sub_event_type_rule", "actor1_id", "actor1_name", "actor1_type", "actor2_id", "actor2_name", "actor2_type", "country_iso3", "admin1",
    "location_name", "place_id", "latitude", "longitude", "geo_precision", "location_radius_km", "fatalities_low", "fatalities_best", "fatalities_high",
    "fatalities_rule", "text_seen",
)


def run(project: io.Project) -> None:
    """Write build/deduplicate/*.parquet."""
    tables, curated = inputs(project), references(project)
    settings = tunables(project)
    copied = copies(tables["reports"])
    ready, forbidden, _ = prepared(tables["claims"].select(_MATCHED), tables["claim_sources"], tables["reports"], copied, curated["decisions"])
    fixed = {"weight_table": curated["weights"], "type_table": curated["types"], "forbidden": forbidden}
    results = list(io.map_parts(
        match, [{"claims": part, **fixed} for part in by_country(ready)], {"actors": project.build / "registry/actors.parquet"},
        {name: settings[name] for name in MATCH_TUNABLES}, workers=int(os.environ.get("SITREP_WORKERS", "2")), cache=project.build / "cache",
        code_key=runner.code_key(project.root, CODE), advance=runner.progress("deduplicate", ready.height),
    ))
    found = {name: pl.concat([result[name] for result in results]) for name in ("members", "links")}
    frames = {**tables, **found, "copied": copied, **{name: curated[name] for name in ("decisions", "trust_points", "licences")}}
    outputs = conclude(**{name: frame.lazy() for name, frame in frames.items()}, version=settings["version"], may_not_found=tuple(settings["may_not_found"]), withdrawn=withdrawn(project).lazy())
    write(project, tables["claims"], {name: frame.collect() for name, frame in outputs.items()})


def withdrawn(project: io.Project) -> pl.DataFrame:
    """Key and reason, in words, of every row that a newer file withdrew, or that was preliminary and is not in the final file."""
    rows = runner.read_tables(project.build, tuple(f"ingest/{feed}/out_of_scope" for feed in runner.FEEDS), "out_of_scope")
    words = pl.when(pl.col("reason_code") == "withdrawn_upstream").then(pl.format("withdrawn by its publisher: in {}, no longer in {}", "raw_file", "code"))
    words = words.when(pl.col("reason_code") == "superseded_candidate").then(pl.format("preliminary in {}, not in the final {}", "raw_file", "code"))
    return rows.select(key=pl.format("{}:{}", "feed", "native_id"), reason=words).drop_nulls().unique(maintain_order=True)


def inputs(project: io.Project) -> dict[str, pl.DataFrame]:
    """The tables of earlier stages, and the ledger and retired events of the previous release (empty at the first)."""
    build = project.build
    ingested = tuple(f"ingest/{feed}" for feed in runner.FEEDS)
    reports = (*(f"{folder}/reports" for folder in ingested if folder != "ingest/reports"), "extract/reports")
    tables = {
        "claims": runner.read_tables(build, ("code_actors/claims",), "claims"),
        "claim_sources": runner.read_tables(build, (*(f"{folder}/claim_sources" for folder in ingested), "extract/claim_sources"), "claim_sources"),
        "reports": runner.read_tables(build, reports, "reports"),
        "sources": runner.read_tables(build, ("registry/sources",), "sources"),
        "actors": runner.read_tables(build, ("registry/actors", "code_actors/actors"), "actors").unique("actor_id", keep="first", maintain_order=True),
    }
    cited = pl.concat([tables[name].select("source_id", "source_seen") for name in ("claim_sources", "reports")])
    tables["sources"] = with_unknown(tables["sources"], cited)
    for name in ("ledger", "retired_events"):
        tables[name] = runner.read_tables(project.root / "raw/previous", (name,), name)
    return tables


def references(project: io.Project) -> dict[str, pl.DataFrame]:
    """The curated tables that merging follows."""
    names = {"weights": "dedup_weights.csv", "types": "dedup_types.csv", "trust_points": "claim_trust.csv", "licences": "licence_ranks.csv", "decisions": "decisions.csv"}
    return {name: io.read_reference(project.reference_folders, file) for name, file in names.items()}


def tunables(project: io.Project) -> dict:
    """Thresholds from params.yaml, the release's version, and the feeds whose cards bar them from founding events."""
    cards = runner.read_tables(project.build, tuple(f"ingest/{feed}/feeds" for feed in runner.FEEDS), "feeds")
    settings = dict(project.params["deduplicate"])
    barred = sorted(cards.filter(~pl.col("may_found_events"))["feed"])
    return {**settings, "may_not_found": barred, "version": str(project.params["release"]["version"])}


def by_country(claims: pl.DataFrame) -> list[pl.DataFrame]:
    """Parts that keep each country whole: pairs are only looked for within a country."""
    claims = claims.with_columns(_country=pl.col("country_iso3").fill_null(""))
    sizes = claims.group_by("_country").len().sort("len", "_country", descending=[True, False])
    part, filled, number = {}, 0, 0
    for country, size in sizes.iter_rows():
        part[country] = number
        filled += size
        if filled >= PART_CLAIMS:
            number, filled = number + 1, 0
    keyed = claims.with_columns(_part=pl.col("_country").replace_strict(part, return_dtype=pl.Int32) if part else pl.lit(0))
    return [group.drop("_part", "_country") for _, group in sorted(keyed.partition_by("_part", as_dict=True).items())] or [claims.drop("_country")]


def write(project: io.Project, claims: pl.DataFrame, outputs: dict[str, pl.DataFrame]) -> None:
    """Validate and write; events that break a law are left out, their claims become rejects and are counted as such."""
    from pipeline import accounting, validate

    uncounted = outputs["events"].with_columns(pl.col("source_count", "independent_source_count").fill_null(0))  # rate counts sources
    outputs = outputs | {"events": uncounted}
    good, failures = validate.split(uncounted, BY_NAME["events"])
    outputs = outputs | {"rejects": BY_NAME["rejects"].empty()}
    if failures.height:
        outputs = _without(claims, outputs, good, failures)
    for name in OUTPUTS:
        io.write_table(outputs[name], BY_NAME[name], project.build / "deduplicate" / f"{name}.parquet")
    figures = {row["metric"]: row["value"] for row in outputs["metrics"].iter_rows(named=True)}
    io.write_json(project.build / "metrics/deduplicate.json", accounting.summary(accounting.check(outputs["accounting"])) | figures)


def _without(claims: pl.DataFrame, outputs: dict[str, pl.DataFrame], good: pl.DataFrame, failures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    from schemas.describe import finish

    ordered = finish(outputs["events"], BY_NAME["events"])
    reasons = failures.unique("row", keep="first", maintain_order=True).select(pl.col("row").cast(pl.UInt32), "column_name", "reason", "seen")
    bad = ordered.select("event_id").with_row_index("row").join(reasons, on="row")
    told = outputs["event_claims"]
    lost = told.filter(pl.col("relation").is_in(["founding", "merged"])).join(bad, on="event_id", suffix="_broken")
    rejects = lost.join(claims.select("claim_id", "feed", "raw_file", "native_id"), on="claim_id").select(
        "feed", "raw_file", raw_line=pl.lit(None, pl.Int64), native_id=pl.coalesce("native_id", "claim_id"), stage=pl.lit("deduplicate"),
        column_name="column_name", reason_code=pl.lit("law_broken"), seen=pl.col("seen").fill_null(pl.col("event_id")),
        expected=pl.format("{} of schemas", "reason_broken"), payload=pl.lit(None, pl.String))
    counts = rejects.group_by("feed", "raw_file").agg(lost=pl.len().cast(pl.Int64))
    balance = outputs["accounting"].join(counts, on=["feed", "raw_file"], how="left").with_columns(pl.col("lost").fill_null(0))
    balance = balance.with_columns(used=pl.col("used") - pl.col("lost"), claims=pl.col("claims") - pl.col("lost"), rejected=pl.col("rejected") + pl.col("lost"))
    return outputs | {
        "events": good, "rejects": rejects, "accounting": balance.drop("lost"), "event_claims": told.join(bad, on="event_id", how="anti"),
        "ledger": outputs["ledger"].join(bad, on="event_id", how="anti"),
    }

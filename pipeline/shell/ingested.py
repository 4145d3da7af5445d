"""The tables of a feed's raw files become the tables of the feed: newer files replace older ones, and the account is closed."""

import json
from pathlib import Path

import polars as pl

from pipeline import accounting, io, validate
from pipeline.errors import ValidationFailed
from pipeline.feeds.card import Card
from pipeline.feeds.coverage import coverage
from pipeline.feeds.drift import OWN, broken_expectations, drift, profile
from pipeline.feeds.versions import GONE, superseded
from schemas.tables import BY_NAME

Parts = list[tuple[str, Card, Path]]
BY_REPORT = ("reports",)
BY_CLAIM = ("claim_sources", "evidence")


def write(project: io.Project, feed: str, parts: Parts) -> None:
    """Write every table of build/ingest/<feed>; a feed without files has empty ones.

    `parts` are raw file name, card and folder of tables, from old to new. A claim that gives way to a newer file is out of
    scope, with the reason; nothing of it goes on.
    """
    folder = project.build / "ingest" / feed
    claims, rejects, outside = (_stacked(name, parts) for name in ("claims", "rejects", "out_of_scope"))
    gone = _given_way(claims, [claims, rejects, outside], parts)
    kept, failures = validate.split(claims.join(gone, on=["raw_file", "native_id"], how="anti", maintain_order="left"), BY_NAME["claims"])
    if failures.height:
        raise ValidationFailed(f"ingest {feed}: {failures.height} claims break what schemas declares, first {failures.row(0, named=True)}; this is a fault of the adapter")
    tables = {"claims": kept, "rejects": rejects, "out_of_scope": _with_superseded(outside, claims, gone),
              "accounting": _settled(_stacked("accounting", parts), gone),
              "coverage": pl.concat([BY_NAME["coverage"].empty(), *(coverage(kept.filter(pl.col("feed") == card.feed), card) for card in _cards(parts))]),
              "feeds": _feeds(parts, kept)}
    native = _native_rows(parts, gone)
    drifted, unsigned = _watched(project, feed, parts, native, tables)
    tables["issues"] = counted([_stacked("issues", parts), _withdrawals(tables["out_of_scope"]), drifted])
    account = accounting.check(tables["accounting"])
    for name, frame in tables.items():
        io.write_table(frame, BY_NAME[name], folder / f"{name}.parquet")
    io.write_frame(native, folder / "rows.parquet")
    del claims, kept, rejects, outside, tables, frame, native
    for name in (*BY_REPORT, *BY_CLAIM):  # the large ones, one at a time, when the others are out of memory
        io.write_table(_live(name, parts, gone), BY_NAME[name], folder / f"{name}.parquet")
    io.write_json(project.build / "metrics" / f"ingest_{feed}.json", accounting.summary(account))
    if unsigned:
        raise ValidationFailed(f"{feed}: {'; '.join(unsigned)}. Look at build/ingest/{feed}, then mend it or sign it off in params.yaml: signed_off")


def _given_way(claims: pl.DataFrame, every: list[pl.DataFrame], parts: Parts) -> pl.DataFrame:
    """The claims that give way to a newer file; a row that the newer file lists counts as listed even if it was rejected there."""
    listed = pl.concat([frame.select("feed", "raw_file", "native_id") for frame in every])
    edited = claims.join(_edits(parts), on=["raw_file", "native_id"], how="left", maintain_order="left")
    mine = [(card, pl.col("feed") == card.feed) for card in _cards(parts)]
    return pl.concat([pl.DataFrame(schema=GONE), *(superseded(edited.filter(its), listed.filter(its).drop("feed"), card) for card, its in mine)])


def _edits(parts: Parts) -> pl.DataFrame:
    """When each row was last edited, of the feeds whose card names the column that tells it (`versions.edited`)."""
    told = [(card.versions["edited"], folder / "rows.parquet") for _, card, folder in parts if "edited" in card.versions]
    frames = [pl.scan_parquet(path).select("raw_file", "native_id", edited_at=pl.col(column).cast(pl.Int64)).collect()
              for column, path in told if path.exists() and column in pl.scan_parquet(path).collect_schema()]
    return pl.concat([pl.DataFrame(schema={"raw_file": pl.String, "native_id": pl.String, "edited_at": pl.Int64}), *frames])


def _withdrawals(outside: pl.DataFrame) -> pl.DataFrame:
    """An issue per pair of files with the number of rows that the newer one withdrew."""
    gone = outside.filter(pl.col("reason_code") == "withdrawn_upstream")
    counted = gone.group_by("feed", "raw_file", "code").agg(row_count=pl.len().cast(pl.Int64), example_id=pl.format("{}:{}", "feed", pl.col("native_id")).min())
    return counted.select(
        "feed", "row_count", "example_id", stage=pl.lit("ingest"), issue_code=pl.lit("withdrawn_upstream"), seen=pl.lit(None, pl.String),
        context=pl.format("rows of {} that {} covers and does not list", "raw_file", "code"), suggestion=pl.lit("nothing to do: see retired_events"),
    ).select(BY_NAME["issues"].names)


def _cards(parts: Parts) -> list[Card]:
    """Each feed's card once; the files of `table` have cards of their own."""
    return list({card.feed: card for _, card, _ in parts}.values())


def _stacked(name: str, parts: Parts) -> pl.DataFrame:
    return pl.concat([BY_NAME[name].empty(), *(pl.read_parquet(folder / f"{name}.parquet") for _, _, folder in parts)])


def _live(name: str, parts: Parts, gone: pl.DataFrame) -> pl.DataFrame:
    """A table that hangs on claims, without what hangs on superseded ones."""
    frames = [BY_NAME[name].empty()]
    for raw_file, card, folder in parts:
        frame, dead = pl.read_parquet(folder / f"{name}.parquet"), gone.filter(pl.col("raw_file") == raw_file)
        if dead.height:
            row = pl.col("report_id").str.strip_prefix(f"{card.feed}:").str.replace(r"#\d+$", "")
            frame = frame.filter(~row.is_in(dead["native_id"].implode()))
        frames.append(frame)
    return pl.concat(frames)


def _with_superseded(outside: pl.DataFrame, claims: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    rows = gone.join(claims.select("raw_file", "native_id", "feed"), on=["raw_file", "native_id"], how="left", maintain_order="left")
    return pl.concat([outside, rows.select("feed", "raw_file", raw_line=pl.lit(None, pl.Int64), native_id="native_id", code="newer_file", reason_code="reason_code")])


def _settled(account: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """One row per file, superseded claims moved from used to out of scope."""
    keys = ["stage", "feed", "raw_file"]
    whole = account.group_by(keys).agg(pl.exclude(keys).sum())
    moved = whole.join(gone.group_by("raw_file").agg(moved=pl.len().cast(pl.Int64)), on="raw_file", how="left").with_columns(pl.col("moved").fill_null(0))
    return moved.with_columns(used=pl.col("used") - pl.col("moved"), claims=pl.col("claims") - pl.col("moved"), out_of_scope=pl.col("out_of_scope") + pl.col("moved")).select(account.columns)


def counted(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Issues of several blocks or files, the same one counted together."""
    frame = pl.concat(frames)
    keys = [c for c in frame.columns if c not in ("row_count", "example_id", "suggestion")]
    return frame.group_by(keys).agg(pl.col("suggestion").min(), pl.col("row_count").sum(), pl.col("example_id").min()).select(frame.columns).sort(BY_NAME["issues"].sort)


def _watched(project: io.Project, feed: str, parts: Parts, native: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, list[str]]:
    """Issues of drift since the last release and of broken expectations, and the expectations that nobody signed off.

    The profile of this run is written beside the tables, for the next release to compare with.
    """
    watched = []
    unsigned = []
    for card in _cards(parts):
        name = card.feed.replace(":", "_")
        mine = {table: frame.filter(pl.col("feed") == card.feed) for table, frame in tables.items() if table in ("claims", "accounting")}
        files = {raw_file: _header(folder) for raw_file, other, folder in parts if other.feed == card.feed}
        now = profile(native.filter(pl.col("raw_file").is_in(list(files))) if native.width else native, mine["claims"], mine["accounting"], card, files)
        last = _last_profile(project, card.feed)
        broken, open_ = broken_expectations(now, last, card, project.params.get("signed_off") or [])
        told = pl.concat([drift(now, last, card), broken]).with_columns(stage=pl.lit("ingest"), feed=pl.lit(card.feed), example_id=pl.lit(None, pl.String))
        watched.append(told.select(BY_NAME["issues"].names))
        unsigned += open_
        io.write_json(project.build / "ingest" / feed / f"profile_{name}.json", now)
    return pl.concat([BY_NAME["issues"].empty(), *watched]), unsigned


def _header(folder: Path) -> list[str]:
    path = folder / "rows.parquet"
    return [c for c in pl.scan_parquet(path).collect_schema().names() if c not in OWN] if path.exists() else []


def _last_profile(project: io.Project, feed: str) -> dict | None:
    """The feed's profile in the manifest of the release before, as `sitrep adopt` left it."""
    path = project.root / "raw/previous/manifest.json"
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8")).get("profiles", {}).get(feed)


def _feeds(parts: Parts, claims: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {"feed": card.feed, "title": card.title, "publisher": card.publisher, "licence": card.licence, "redistribute": card.redistribute, "url": card.url,
         "citation": card.citation, "cadence": card.cadence, "may_found_events": card.may_found_events,
         "file_count": sum(other.feed == card.feed for _, other, _ in parts), "claim_count": claims.filter(pl.col("feed") == card.feed).height}
        for card in _cards(parts)
    ]
    return pl.DataFrame(rows, schema=BY_NAME["feeds"].schema)


def _native_rows(parts: Parts, gone: pl.DataFrame) -> pl.DataFrame:
    """Typed native rows of all files, without superseded ones; columns that a file lacks are null."""
    frames = [pl.read_parquet(folder / "rows.parquet").join(gone, on=["raw_file", "native_id"], how="anti", maintain_order="left")
              for _, card, folder in parts if (folder / "rows.parquet").exists()]
    whole = pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()
    return whole.sort("native_id", "raw_file", "raw_line") if whole.width else whole

"""Runs one stage as a process: `python -m pipeline.run STAGE`. Which files feed which argument stands here and in dvc.yaml."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import polars as pl

from pipeline import io, tools
from pipeline.errors import SitrepError, ValidationFailed
from pipeline.registry.tables import FILES as ACTOR_TABLES
from schemas.tables import BY_NAME

FEEDS = ("ucdp_ged", "acled", "gdelt", "reports", "table")


@dataclass(frozen=True)
class ReportStage:
    """A stage that runs on parts: `parts` maps its part tables to the files they are stacked from, the first one cuts."""

    name: str
    function: str
    parts: Mapping[str, tuple[str, ...]]
    references: Mapping[str, str]
    outputs: tuple[str, ...]
    tunables: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


_PARTIES = {name: f"registry/{'listed_actors' if name == 'actors' else name}" for name in ACTOR_TABLES}
_INGESTED = tuple(f"ingest/{feed}" for feed in FEEDS)
REPORT_STAGES = {
    stage.name: stage
    for stage in (
        ReportStage(
            "extract", "pipeline.stages.extract:extract", {"reports": ("ingest/reports/reports",)},
            {"places": "gazetteer/places", "place_names": "gazetteer/place_names", "geoparse_words": "gazetteer/geoparse_words",
             "place_abbreviations": "gazetteer/place_abbreviations", "place_units": "gazetteer/place_units",
             "place_country_overlaps": "gazetteer/place_country_overlaps", "model": "train/model", "sources": "registry/sources",
             "source_aliases": "registry/source_aliases", **_PARTIES},
            ("claims", "claim_sources", "evidence", "reports", "issues"), ("coder",),
            ("pipeline/stages/extract.py", "pipeline/once.py", "pipeline/gated.py", "pipeline/coder", "pipeline/gazetteer", "pipeline/registry", "schemas"),
        ),
        ReportStage(
            "classify", "pipeline.stages.classify:classify",
            {"claims": (*(f"{folder}/claims" for folder in _INGESTED), "extract/claims")},
            {}, ("claims", "evidence"), (),
            ("pipeline/stages/classify.py", "pipeline/gated.py", "pipeline/coder", "schemas"),
        ),
        ReportStage(
            "geocode", "pipeline.stages.geocode:geocode", {"claims": ("classify/claims",)},
            {"places": "gazetteer/places", "place_names": "gazetteer/place_names", "place_units": "gazetteer/place_units",
             "place_country_overlaps": "gazetteer/place_country_overlaps", "countries": "gazetteer/countries"},
            ("claims", "evidence", "issues"), ("margin",),
            ("pipeline/stages/geocode.py", "pipeline/once.py", "pipeline/gazetteer", "schemas"),
        ),
        ReportStage(
            "code_actors", "pipeline.stages.code_actors:code_actors", {"claims": ("geocode/claims",)},
            _PARTIES, ("claims", "evidence", "issues", "actors"), ("fuzzy_proposals",),
            ("pipeline/stages/code_actors.py", "pipeline/once.py", "pipeline/registry", "schemas"),
        ),
    )
}


def load(function: str):
    """The function named `module:name`."""
    module, name = function.split(":")
    return getattr(import_module(module), name)


def read_tables(build: Path, paths: tuple[str, ...], name: str) -> pl.DataFrame:
    """The files stacked, in the columns that `schemas` declares for the table."""
    schema = BY_NAME[name].schema
    found = [build / f"{path}.parquet" for path in paths if (build / f"{path}.parquet").exists()]
    return pl.concat([BY_NAME[name].empty(), *(pl.read_parquet(path).select(schema.names()).cast(schema) for path in found)])


def cut(frame: pl.DataFrame, rows: int) -> list[pl.DataFrame]:
    """Parts of about `rows` rows, cut by raw file and hash of the report's id.

    Rows of one report stay together, and a changed row changes only its own part; the cut never depends on how many
    processes there are.
    """
    parts = []
    for _, group in sorted(frame.partition_by("feed", "raw_file", as_dict=True, maintain_order=True).items()):
        count = 1
        while count * rows < group.height:
            count *= 2
        if count == 1:
            parts.append(group)
            continue
        bucket = group["report_id"].hash(0) % count
        parts += [part for _, part in sorted(group.with_columns(bucket.alias("_bucket")).partition_by("_bucket", as_dict=True, maintain_order=True).items())]
    return [part.drop("_bucket", strict=False) for part in parts]


def stack(name: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One table from the parts' tables; issues are counted together, and a party that two parts bring forth is one."""
    table = BY_NAME[name]
    whole = pl.concat([table.empty(), *(frame.select(table.names).cast(table.schema) for frame in frames)])
    if name == "actors":
        return whole.sort(table.names, nulls_last=True).unique("actor_id", keep="first", maintain_order=True)
    if name != "issues":
        return whole
    keys = [column for column in table.names if column not in ("row_count", "example_id", "suggestion")]
    return whole.group_by(keys).agg(pl.col("suggestion").min(), pl.col("row_count").sum(), pl.col("example_id").min()).select(table.names)


def code_key(root: Path, paths: tuple[str, ...]) -> str:
    """Hash of the code and data files that a stage's result depends on."""
    files = [file for path in paths for file in ([root / path] if (root / path).is_file() else (root / path).rglob("*"))]
    return io.sha256_files((f for f in files if f.is_file() and "__pycache__" not in f.parts), root)


def run_report_stage(project: io.Project, stage: ReportStage, workers: int) -> None:
    """Run one report stage on all its parts, validate, and write its tables, its rejects and its accounting."""
    tables = {name: read_tables(project.build, paths, name) for name, paths in stage.parts.items()}
    (name, frame), = tables.items()
    settings = project.params.get(stage.name, {})
    part_rows = settings.get("part_reports", project.params["ingest"]["part_rows"])
    parts = [{name: part} for part in cut(frame, part_rows)] or [{name: frame}]
    results = list(io.map_parts(
        load(stage.function), parts, {k: project.build / f"{v}.parquet" for k, v in stage.references.items()},
        {k: settings[k] for k in stage.tunables}, workers=workers, cache=project.build / "cache",
        code_key=code_key(project.root, (*stage.code, "requirements.lock")),
        advance=progress(stage.name, frame.height),
    ))
    taken = frame.select("feed", "raw_file")
    del frame, tables, parts  # what follows holds the results twice, and these would be a third time
    outputs = {output: stack(output, [result.pop(output) for result in results]) for output in stage.outputs}
    if name == "claims" and outputs["claims"].height != taken.height:
        raise ValidationFailed(f"{stage.name}: {taken.height} claims in, {outputs['claims'].height} out; a stage never drops a claim")
    write_outputs(project.build / stage.name, stage.name, taken, outputs)


def write_outputs(folder: Path, stage: str, taken: pl.DataFrame, outputs: dict[str, pl.DataFrame]) -> None:
    """Validate and write a report stage's tables; claims that break a law go to rejects, and the accounting says so.

    `taken` has feed and raw_file of every row that came in.
    """
    from pipeline import accounting, validate

    claims, failures = validate.split(outputs["claims"], BY_NAME["claims"])
    rejects = accounting.law_rejects(stage, outputs["claims"], failures)
    outputs["claims"] = claims
    for child in ("claim_sources", "evidence"):
        if child in outputs:
            outputs[child] = outputs[child].join(claims.select("claim_id"), on="claim_id", how="semi")
    outputs |= {"rejects": rejects, "accounting": accounting.of_stage(stage, taken, outputs, rejects)}
    for name, frame in outputs.items():
        io.write_table(frame, BY_NAME[name], folder / f"{name}.parquet")
    io.write_json(folder.parent / "metrics" / f"{stage}.json", accounting.summary(outputs["accounting"]))


def progress(stage: str, total: int):
    """A progress bar with rows per second on a terminal, and nothing when piped."""
    if not sys.stderr.isatty():
        return lambda rows: None
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]} rows/s"), TimeRemainingColumn())
    bar.start()
    task = bar.add_task(stage, total=total, rate="-")

    def advance(rows: int) -> None:
        bar.advance(task, rows)
        speed = bar.tasks[0].speed
        bar.update(task, rate=f"{speed:,.0f}" if speed else "-")
        if bar.finished:
            bar.stop()

    return advance


def run(name: str, arguments: list[str], workers: int = 2) -> None:
    """Run the stage of that name on the project's files."""
    project = io.project(Path.cwd())
    if name in REPORT_STAGES:
        run_report_stage(project, REPORT_STAGES[name], workers)
    else:
        load(f"pipeline.shell.{name}:run")(project, *arguments)
        tools.keep(project, name)


def main() -> int:
    """Run the stage named on the command line; a failure is one line, and its exit code is left for `sitrep build`."""
    import os

    code_file = Path("build/.exit_code")
    try:
        run(sys.argv[1], sys.argv[2:], int(os.environ.get("SITREP_WORKERS", "2")))
        return 0
    except SitrepError as error:
        message, code = str(error), error.exit_code
    except Exception as error:  # a fault of ours: one line, unless asked where
        if os.environ.get("SITREP_TRACEBACK"):
            raise
        message, code = f"{sys.argv[1]}: internal error: {type(error).__name__}: {' '.join(str(error).split())[:500]} (SITREP_TRACEBACK=1 shows where)", 1
    print(f"sitrep: {message}", file=sys.stderr)
    code_file.parent.mkdir(exist_ok=True)
    code_file.write_text(str(code))
    return code


if __name__ == "__main__":
    sys.exit(main())

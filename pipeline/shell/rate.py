"""Reads events and what stands behind them, and writes them rated."""

from pipeline import io, run as runner
from pipeline.shell.deduplicate import inputs, tunables
from pipeline.stages.rate import rate
from schemas.tables import BY_NAME

OUTPUTS = ("events", "sources", "reports", "metrics")


def run(project: io.Project) -> None:
    """Write build/rate/*.parquet."""
    tables, build = inputs(project), project.build
    concluded = {name: runner.read_tables(build, (f"deduplicate/{name}",), name) for name in ("events", "event_claims", "reports")}
    read = lambda file: io.read_reference(project.reference_folders, file)  # noqa: E731
    frames = {
        **concluded, "claims": tables["claims"], "claim_sources": tables["claim_sources"], "sources": tables["sources"],
        "rules": read("credibility_rules.csv"), "trust_points": read("claim_trust.csv"),
    }
    settings = project.params["rate"]
    outputs = rate(**{name: frame.lazy() for name, frame in frames.items()}, interval=float(settings["interval"]), minimum_n=int(settings["minimum_n"]),
                   may_not_found=tuple(tunables(project)["may_not_found"]))
    for name in OUTPUTS:
        written = io.write_table(outputs[name], BY_NAME[name], build / "rate" / f"{name}.parquet")
        if name == "metrics":
            io.write_json(build / "metrics/rate.json", {row["metric"]: row["value"] for row in written.iter_rows(named=True)})

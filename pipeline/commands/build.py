"""`sitrep build`: run the stages whose inputs changed, and say what came of it."""

import os
import sys
from pathlib import Path

import click

EXIT_FILE = "build/.exit_code"


@click.command()
@click.option("--force", is_flag=True, help="Run every stage, even if nothing changed.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes per stage; the result is the same for any number.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.argument("stages", nargs=-1)
def command(force: bool, workers: int, as_json: bool, stages: tuple[str, ...]) -> None:
    """Run the stages whose inputs changed (wraps dvc repro).

    With STAGES, only these and what they depend on. The failing stage's own exit code is returned.

    \b
    Example:
      sitrep build
      sitrep build --force geocode
    """
    from pipeline.locking import locked
    from pipeline.project import project as find_project

    project = find_project(Path.cwd() if Path("params.yaml").exists() else None)
    with locked(project.build, "build"):
        code = repro(project.root, stages, force, workers, quiet=as_json or not sys.stderr.isatty())
    if code:
        sys.exit(code)
    _summarise(project, as_json)


def repro(root: Path, stages: tuple[str, ...], force: bool, workers: int, quiet: bool) -> int:
    """Run `dvc repro` and return the failing stage's own exit code, or 0. On an interrupt DVC and the running stage are ended."""
    from pipeline.interrupts import run_group

    told = root / EXIT_FILE
    told.unlink(missing_ok=True)
    arguments = [sys.executable, "-m", "dvc", "repro", *(["--force"] if force else []), *(["--quiet"] if quiet else []), *stages]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}", "DVC_NO_ANALYTICS": "1", "SITREP_WORKERS": str(workers),
    }
    code = run_group(arguments, root, environment)
    if code == 0:
        return 0
    return int(told.read_text()) if told.exists() else (130 if code < 0 else 1)


def _summarise(project, as_json: bool) -> None:
    import json

    manifest = json.loads((project.build / "candidate" / "MANIFEST.json").read_text(encoding="utf-8"))
    if as_json:
        click.echo(json.dumps({"version": manifest["version"], "rows": manifest["rows"]}, sort_keys=True))
        return
    counts = manifest["rows"]
    shown = ", ".join(f"{counts[name]:,} {name}" for name in ("events", "claims", "reports", "rejects", "issues") if name in counts)
    click.echo(f"candidate {manifest['version']}: {shown}")

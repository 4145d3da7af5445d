"""`sitrep code`: news prose in, coded claims out."""

import click


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.option("--out", type=click.Path(dir_okay=False), help="Where to write: .parquet, .csv or .json by its ending. Without it, a table is printed.")
@click.option("--text", help="Code this text instead of a file.")
@click.option("--published", help="Day of publication (YYYY-MM-DD) of a text, or of reports that have none.")
@click.option("--coder", type=click.Choice(["rules_and_model", "rules", "model"]), default="rules_and_model", show_default=True, help="Whose opinion decides the type.")
@click.option("--lexicons", "folder", type=click.Path(exists=True, file_okay=False), help="A folder of lexicons of further languages, to try one.")
@click.option("--explain", is_flag=True, help="Show what was found where, and which rule fired.")
@click.option("--json", "as_json", is_flag=True, help="Print the claims as JSON, every column.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for large inputs; the result is the same for any number.")
def command(file: str, out: str | None, text: str | None, published: str | None, coder: str, folder: str | None, explain: bool, as_json: bool, workers: int) -> None:
    """Code news prose to claims: what, when, where, who, how many, who says so.

    FILE has a report a line (report_id, text, published_at; optional title, source, country); `-` reads stdin.

    \b
    Example:
      sitrep code reports.jsonl --out claims.parquet
      sitrep code --text "Gunmen killed five villagers in Solhan on Friday." --published 2021-06-05 --explain
    """
    from pathlib import Path

    from pipeline import io
    from pipeline.coder.adhoc import check_lexicons, code_reports, read_reports, show_claims

    project = io.project(Path.cwd() if Path("params.yaml").exists() else None)
    check_lexicons(folder)
    reports = read_reports(file, text, published)
    coded = code_reports(project, reports, coder=coder, folder=folder, workers=workers)
    if explain:
        from pipeline.coder.adhoc import coder_kit
        from pipeline.coder.explain import explained

        click.echo(explained(reports, coded, coder_kit(project), coder, folder))
        return
    if as_json:
        from pipeline.shell.small_tables import deliver

        deliver(coded["claims"], None, as_json=True)
    if out or not as_json:
        show_claims(coded["claims"], out)

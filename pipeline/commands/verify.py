"""`sitrep verify`: is a release what it says it is?"""

import click


@click.command()
@click.argument("release", required=False)
@click.option("--rebuild", is_flag=True, help="Also build the project again from nothing, elsewhere, and compare the bytes.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(release: str | None, rebuild: bool, as_json: bool) -> None:
    """Check a release: sums, laws, keys, accounting, digests.

    RELEASE is a path or a version; the latest by default. Everything that is wrong is named; then the exit code is 7.

    \b
    Example:
      sitrep verify
      sitrep verify 2026.11.0 --rebuild
    """
    import json

    from pipeline.errors import VerificationFailed
    from pipeline.shell import folders
    from pipeline.shell.shown import relative, safe
    from pipeline.shell.verify import findings

    folder = folders.find(release)
    found = findings(folder)
    if rebuild and not found:
        from pipeline.shell.rebuild import rebuild_findings

        found = rebuild_findings(folders.here(), folder)
    if as_json:
        click.echo(json.dumps({"release": relative(folder), "findings": found, "rebuilt": rebuild}, sort_keys=True, ensure_ascii=False))
    for line in [] if as_json else found:
        click.echo(safe(line))
    if found:
        raise VerificationFailed(f"{relative(folder)}: {len(found)} {'finding' if len(found) == 1 else 'findings'}; it is not what was published")
    if not as_json:
        files = len((folder / folders.SUMS).read_text(encoding="utf-8").splitlines())
        click.echo(f"{relative(folder)}: {files} files, sums, schemas, laws, keys, accounting, licences and digests are right"
                   + ("; a rebuild gives the same bytes" if rebuild else ""))

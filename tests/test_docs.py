"""What README and docs say is so: their snippets run on a release, and what they name exists."""

import datetime as dt
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import polars as pl
import pytest

from pipeline import errors, io
from pipeline.cli import COMMANDS, sitrep
from pipeline.shell.publish import publish
from tests import release_tables, rows
from tests.release.made import project

PAGES = [io.ROOT / "README.md", *sorted((io.ROOT / "docs").glob("*.md"))]
EVERY_PAGE = [*PAGES, io.ROOT / "CONTRIBUTING.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# Commands that are run on the release; of the others the arguments are read and the command is not run.
RUN = {"query", "info", "verify", "diff", "export", "explain", "adopt"}
MARKER = "TO MEASURE"
EVENT_ID = re.compile(r"\be[0-9a-f]{16}\b")


def snippets(*languages: str) -> list:
    """The fenced blocks of README and docs in these languages, as parameters named by page and line."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match[1] in languages:
                found.append(pytest.param(match[2], id=f"{page.name}:{text[:match.start()].count(chr(10)) + 1}"))
    return found


def commands(*, pages: list[Path] = PAGES) -> list:
    """Every call of sitrep in the sh blocks, as arguments."""
    found = []
    for page in pages:
        for block in (m[2] for m in FENCE.finditer(page.read_text(encoding="utf-8")) if m[1] == "sh"):
            for line in block.splitlines():
                if line.startswith("sitrep "):
                    found.append(pytest.param(shlex.split(line, comments=True)[1:], id=f"{page.name}: {line}"[:90]))
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A project with two published releases, 2026.10.0 of 30 events and 2026.11.0 of 40."""
    folder = tmp_path_factory.mktemp("docs")
    native = {"ucdp_ged": pl.DataFrame({"native_id": ["1"], "raw_line": [2], "best": [1], "dyad_name": ["One side - Other side"], "raw_file": "ged.csv"})}
    publish(project(folder, _told(30), final=True, version="2026.10.0", native=native))
    publish(project(folder, _told(40), final=True, version="2026.11.0", native=native))
    return folder


def _told(count: int) -> dict[str, pl.DataFrame]:
    """Made-up events of which the first 30 stood in the release before, one contested; a covered country, a reject and an issue."""
    tables = release_tables.tables(count)
    release = pl.when(pl.int_range(pl.len()) < 30).then(pl.lit("2026.10.0")).otherwise(pl.lit("2026.11.0"))
    contested = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(["fatalities_best"])).otherwise("contested_columns")
    events = tables["events"].sort("event_id").with_columns(first_release=release, last_changed_release=release, contested_columns=contested,
                                                         native_ids=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(["ucdp_ged:1"])).otherwise("native_ids"))
    feeds = pl.concat([tables["feeds"], tables["feeds"].with_columns(feed=pl.lit("ucdp_ged"), claim_count=pl.lit(0, tables["feeds"].schema["claim_count"]))])
    new = events.filter(pl.col("first_release") == "2026.11.0")["event_id"].to_list()
    changes = [{"release": "2026.11.0", "event_id": event, "change": "added", "cause": "upstream"} for event in new]
    coverage = [{"feed": "reports", "country_iso3": "SYR", "date_start": dt.date(2019, 1, 1), "date_end": dt.date(2019, 12, 31), "basis": "declared"}]
    reject = {"feed": "reports", "raw_file": "a.jsonl", "raw_line": 7, "stage": "ingest", "column_name": "published_at", "reason_code": "bad_date", "expected": "a day"}
    issue = {"stage": "code_actors", "feed": "reports", "issue_code": "unmatched_actor", "seen": "Some Front", "row_count": 2}
    accounting = tables["accounting"].with_columns(pl.col("rows_in") + 1, rejected=pl.lit(1, pl.Int64))  # its one row
    return tables | {"feeds": feeds, "events": events.select(tables["events"].columns), "coverage": rows.table("coverage", coverage), "rejects": rows.table("rejects", [reject]),
                     "issues": rows.table("issues", [issue]), "accounting": accounting, "changes": rows.table("changes", changes) if changes else tables["changes"]}


@pytest.fixture
def at_home(home, monkeypatch) -> Path:
    monkeypatch.chdir(home)
    return home


@pytest.mark.parametrize("snippet", snippets("python"))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_python_snippet_runs(snippet, at_home, capsys):
    exec(compile(snippet, "snippet", "exec"), {"__name__": "snippet"})
    assert capsys.readouterr().out.strip(), "prints nothing"


def asked(arguments: list[str], capfdbinary) -> bytes:
    """What `sitrep` with these arguments writes to standard output, run in this process."""
    sitrep.main(arguments, standalone_mode=False)
    return capfdbinary.readouterr().out


@pytest.mark.parametrize("snippet", snippets("sql"))
def test_sql_snippet_returns_rows(snippet, at_home, capfdbinary):
    assert len(asked(["query", snippet, "--format", "csv"], capfdbinary).decode().splitlines()) > 1


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
@pytest.mark.parametrize("snippet", snippets("r"))
def test_r_snippet_runs(snippet, at_home):
    if "library(arrow)" in snippet and subprocess.run(["Rscript", "-e", "library(arrow)"], capture_output=True).returncode:
        pytest.skip("the R package arrow is not installed")
    done = subprocess.run(["Rscript", "-e", snippet], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stdout.strip(), done.stderr


@pytest.mark.parametrize("arguments", commands(pages=EVERY_PAGE))
def test_shell_call_is_one_that_the_command_understands(arguments):
    name, *rest = arguments
    assert name in COMMANDS, f"no such command: {name}"
    command = sitrep.get_command(click.Context(sitrep), name)
    context = command.make_context(name, list(rest))
    if isinstance(command, click.Group):
        sub, _, left = command.resolve_command(context, rest)
        command.get_command(context, sub).make_context(sub, list(left))


@pytest.mark.parametrize("arguments", [p for p in commands() if p.values[0][0] in RUN and "--rebuild" not in p.values[0] and "normalized/" not in p.values[0]])
def test_shell_call_on_a_release_answers(arguments, at_home, capfdbinary):
    arguments = [EVENT_ID.sub("e0000000000000001", argument) for argument in arguments]
    out = asked(arguments, capfdbinary)
    target = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else None
    assert out.strip() or target is not None and target.stat().st_size > 0
    if target is not None:
        target.unlink()


def test_checksums_of_a_release_are_checked_as_the_page_says(at_home):
    lines = [line for p in snippets("sh") for line in p.values[0].splitlines() if "sha256sum" in line]
    assert lines
    for line in lines:
        assert subprocess.run(["sh", "-c", line], capture_output=True, timeout=60).returncode == 0


def test_shell_blocks_hold_known_programs_only():
    """Every line of a shell block is a call of sitrep, a target of the Makefile, or checked above."""
    targets = set(re.findall(r"^(\w+):", (io.ROOT / "Makefile").read_text(), re.M))
    for line in (line for p in snippets("sh") for line in p.values[0].splitlines()):
        is_make = line.startswith("make ") and line.split()[1] in targets
        assert line.startswith("sitrep ") or is_make or "sha256sum" in line, line


def test_readme_lists_every_command_with_its_words():
    table = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section("Commands"), re.M))
    assert table == {name: text for name, (_, text) in COMMANDS.items()}


def test_pages_name_no_unknown_command():
    unknown = {(page.name, name) for page in EVERY_PAGE for name in re.findall(r"`(?:\.venv/bin/)?sitrep (\w+)", page.read_text(encoding="utf-8"))} - {
        (page.name, name) for page in EVERY_PAGE for name in COMMANDS}
    assert not unknown


def test_readme_lists_every_stage_in_order():
    import yaml

    stages = list(yaml.safe_load((io.ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"])
    assert re.findall(r"^\| `(\w+)` \|", section("What is done to the reports"), re.M) == stages


def test_readme_lists_every_exit_code():
    codes = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type)} | {0, 130}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", section("Commands"), re.M)} == codes


def section(heading: str) -> str:
    """The text of README under a heading of the second level."""
    return PAGES[0].read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in EVERY_PAGE:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            found = (page.parent / path).resolve() if path else page
            if "://" not in target and not (found.exists() and (not anchor or anchor in anchors(found))):
                broken.append((page.name, target))
    assert not broken


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings give."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_files_that_pages_name_exist():
    """Paths in backticks under raw/reference, schemas, pipeline and tests are there; `<...>` stands for any name."""
    missing = []
    for page in EVERY_PAGE:
        for path in re.findall(r"`((?:raw/reference|raw/sample|schemas|pipeline|tests)/[^`\s]*)`", page.read_text(encoding="utf-8")):
            if not list(io.ROOT.glob(re.sub(r"<[^>]*>", "*", path).rstrip("/"))):
                missing.append((page.name, path))
    assert not missing


def test_method_tells_every_rule_of_credibility():
    rules = io.read_csv(io.ROOT / "raw/reference/credibility_rules.csv")
    page = (io.ROOT / "docs/method.md").read_text(encoding="utf-8")
    for rule, kind, effect, says in rules.select("rule", "kind", "effect", "says").iter_rows():
        assert f"| `{rule}` | {kind} | {'+' if kind == 'shift' else ''}{effect} | {says} |" in page


def test_no_figure_is_left_to_measure():
    left = [page.name for page in PAGES if MARKER in page.read_text(encoding="utf-8")]
    assert not left, f"figures are missing in {left}"


def example() -> tuple[str, dict[str, str]]:
    """The report of the worked example, and the values that the page says it gets."""
    text = (io.ROOT / "docs/worked-example.md").read_text(encoding="utf-8")
    report = next(m[2] for m in FENCE.finditer(text) if m[1] == "json")
    table = text.split("\n## The row\n")[1].split("\n## ")[0]
    return report, dict(re.findall(r"^\| (\w+) \| (.+) \|$", table, re.M))


def test_worked_example_is_told_with_the_positions_of_its_words():
    import json

    text = json.loads(example()[0])["text"]
    page = (io.ROOT / "docs/worked-example.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `\w+` \| ([^|]+) \| (\d+)-(\d+) \|", page, re.M)
    assert len(found) == 7 and all(text[int(start):int(end)] == words for words, start, end in found)


@pytest.mark.slow
def test_worked_example_is_coded_as_the_page_says(tmp_path):
    """Builds the gazetteer when no build left one; minutes on a small machine."""
    report, told = example()
    (tmp_path / "market.jsonl").write_text(report, encoding="utf-8")
    out = tmp_path / "claims.parquet"
    subprocess.run([sys.executable, "-c", "from pipeline.cli import main; main()", "code", tmp_path / "market.jsonl", "--out", out], cwd=io.ROOT, check=True, timeout=1800)
    claims = pl.read_parquet(out)
    assert claims.height == 1
    row = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in claims.row(0, named=True).items()}
    told.pop("column")
    assert {name: row[name] for name in told} == told

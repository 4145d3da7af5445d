"""The command line as a whole: its commands, their help, wrong usage and exit codes."""

import ast
import inspect
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipeline import cli, errors
from pipeline.cli import COMMANDS, sitrep
from pipeline.io import ROOT

# The commands that the design of the command line names, by what they are for.
DESIGNED = {
    "build", "publish", "verify", "info", "adopt", "add",
    "code", "geoparse", "geocode", "actors", "sources", "normalize",
    "query", "explain", "diff", "export",
    "registry", "harvest",
}
HEAVY = {"polars", "duckdb", "pyarrow", "pandera", "dvc", "numpy", "rich", "yaml", "jinja2", "pandas", "rapidfuzz", "dateparser"}


def loaded(name: str) -> click.Command:
    return sitrep.get_command(click.Context(sitrep), name)


def helped(name: str) -> str:
    return inspect.cleandoc(loaded(name).help)


def run(monkeypatch, capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `sitrep` with these arguments, in this process."""
    monkeypatch.setattr(sys, "argv", ["sitrep", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    return ended.value.code or 0, told.out, told.err


def test_help_lists_exactly_the_designed_commands(monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "--help")
    listed = [line.split()[0] for line in out.split("Commands:\n")[1].splitlines() if line.startswith("  ") and not line.startswith("   ")]
    assert code == 0 and set(listed) == DESIGNED and len(listed) == len(DESIGNED)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_a_module_with_help_and_example(name):
    found = loaded(name)
    assert isinstance(found, click.Command)
    assert "\n\b\nExample:\n  " in helped(name)
    assert any(f"sitrep {name}" in line for line in helped(name).split("Example:")[1].splitlines())
    nameless = [p.name for p in found.params if isinstance(p, click.Option) and not p.help]
    assert not nameless, f"options without help: {nameless}"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_speaks_json_to_machines(name):
    found = loaded(name)
    leaves = found.commands.values() if isinstance(found, click.Group) else [found]
    assert all("--json" in [text for option in leaf.params for text in option.opts] for leaf in leaves)


@pytest.mark.parametrize("typed, offered", [("qu", "query"), ("query --f", "--format"), ("export a", "acled")])
def test_shell_completes_commands_options_and_choices(typed, offered):
    words = {"COMP_WORDS": f"sitrep {typed}", "COMP_CWORD": str(len(typed.split())), "_SITREP_COMPLETE": "bash_complete"}
    done = subprocess.run([Path(sys.executable).parent / "sitrep"], env=os.environ | words, capture_output=True, text=True, timeout=60)
    assert f"plain,{offered}" in done.stdout.splitlines()


@pytest.mark.parametrize("name", COMMANDS)
def test_first_line_of_help_is_the_line_in_the_list(name):
    assert helped(name).split("\n")[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_example_uses_arguments_that_the_command_knows(name):
    for line in helped(name).split("Example:")[1].splitlines():
        for part in line.split("&&" if "&&" in line else "\0"):
            if part.strip().startswith(f"sitrep {name} "):
                arguments = shlex.split(part.replace("\\$", "$").split(" | ")[0])[2:]
                loaded(name).make_context(name, arguments)


def test_help_loads_no_heavy_library():
    """What keeps help fast: neither the list nor the help of any command imports more than click and the standard library."""
    program = (
        "import sys, json, click\nfrom pipeline.cli import COMMANDS, sitrep\n"
        "before = set(sys.modules)\n"
        "for name in [None, *COMMANDS]:\n"
        "    try: sitrep.main([*([name] if name else []), '--help'], standalone_mode=False)\n"
        "    except click.exceptions.Exit: pass\n"
        "print('\\0' + json.dumps(sorted({m.split('.')[0] for m in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(json.loads(done.stdout.split("\0")[1]))


@pytest.mark.parametrize(("wrong", "meant"), [("qery", "query"), ("biuld", "build"), ("geocod", "geocode"), ("verfy", "verify")])
def test_misspelt_command_is_told_what_was_meant(monkeypatch, capsys, wrong, meant):
    code, _, err = run(monkeypatch, capsys, wrong)
    assert code == 2 and f"Did you mean '{meant}'?" in err


@pytest.mark.parametrize("arguments", [("nonsense",), ("query",), ("verify", "--rebiuld"), ("build", "--workers", "0"), ("export", "xlsx"), ("query", "SELECT 1", "--param", "x"),
                                       ("normalize", "ucdp_ged", "a.csv"), ("--nothing",)])
def test_wrong_usage_is_two_without_a_traceback(monkeypatch, capsys, arguments):
    code, out, err = run(monkeypatch, capsys, *arguments)
    assert code == 2 and out == "" and "Error: " in err and "Traceback" not in err


def test_misspelt_option_is_told_what_was_meant(monkeypatch, capsys):
    assert "--rebuild" in run(monkeypatch, capsys, "verify", "--rebiuld")[2]


def _failing(monkeypatch, error: BaseException) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(sitrep, "get_command", lambda context, name: command)


@pytest.mark.parametrize(("error", "code"), [
    (errors.Usage, 2), (errors.BadInput, 3), (errors.ValidationFailed, 4), (errors.ReleaseExists, 5), (errors.Locked, 6), (errors.VerificationFailed, 7), (errors.SitrepError, 1)])
def test_error_that_can_be_mended_is_one_line_with_its_code(monkeypatch, capsys, error, code):
    _failing(monkeypatch, error("a.csv:3: seen x, expected y"))
    assert run(monkeypatch, capsys, "info") == (code, "", "sitrep: a.csv:3: seen x, expected y\n")


def test_fault_of_ours_is_one_line_and_one(monkeypatch, capsys):
    monkeypatch.delenv("SITREP_TRACEBACK", raising=False)
    _failing(monkeypatch, RuntimeError("two\nlines"))
    code, _, err = run(monkeypatch, capsys, "info")
    assert code == 1 and err.startswith("sitrep: internal error: RuntimeError: two lines") and err.count("\n") == 1


def test_interrupted_is_130(monkeypatch, capsys):
    _failing(monkeypatch, KeyboardInterrupt())
    code, out, err = run(monkeypatch, capsys, "info")
    assert (code, out, err.strip()) == (130, "", "sitrep: interrupted")


def test_no_release_yet_is_bad_input_and_says_what_to_do(monkeypatch, capsys, tmp_path):
    (tmp_path / "params.yaml").write_text("input: raw/sample\n")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, "info")
    assert code == 3 and "sitrep build && sitrep publish" in err and err.count("\n") == 1


def test_every_module_of_commands_is_a_command():
    modules = {path.stem for path in (Path(cli.__file__).parent / "commands").glob("*.py")} - {"__init__"}
    assert modules == set(COMMANDS)


def test_commands_import_heavy_libraries_inside_the_function():
    for path in sorted((Path(cli.__file__).parent / "commands").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & (HEAVY | {"pipeline", "schemas"}), f"{path.name} imports {names} at the top"

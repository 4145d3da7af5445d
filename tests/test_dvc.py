"""dvc.yaml names, for every stage, exactly the code that the stage imports, and describes it."""

import ast
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
SHELL = {"pipeline/run.py", "pipeline/project.py", "pipeline/io.py", "pipeline/errors.py", "pipeline/validate.py", "pipeline/accounting.py", "pipeline/__init__.py"}


@cache
def imports(module: str) -> frozenset[str]:
    """Project files that a module imports, anywhere in its text."""
    path = _file(module)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in found if name.split(".")[0] in ("pipeline", "schemas") and _file(name))


def _file(module: str) -> Path | None:
    base = ROOT / module.replace(".", "/")
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists()), None)


def closure(module: str) -> set[str]:
    """Files of the module and of everything that it imports, as paths from the root; stage runners and packages' __init__ left out."""
    seen, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name not in ("pipeline.run", "pipeline.io", "pipeline.validate", "pipeline.accounting"):
                waiting += imports(name)
    files = {_file(name).relative_to(ROOT).as_posix() for name in seen}
    return {f for f in files if f not in SHELL and not f.endswith("__init__.py")}


def _holds_code(path: str) -> bool:
    """False for a folder of tables only, such as the lexicon."""
    return path.endswith(".py") or any((ROOT / path).rglob("*.py"))


def modules(stage: str) -> list[str]:
    """The entry modules of a stage: its pure function, and its shell where it has one."""
    names = [f"pipeline.stages.{stage}", f"pipeline.shell.{stage}"]
    return [name for name in names if _file(name)]


def dependencies(stage: str) -> list[str]:
    body = STAGES[stage]
    return (body.get("do") or body).get("deps", [])


@pytest.mark.parametrize("stage", STAGES)
def test_stage_is_described_and_named_after_its_code(stage):
    body = STAGES[stage].get("do") or STAGES[stage]
    assert len(body["desc"]) > 20 and body["desc"].endswith(".")
    assert f"pipeline.run {stage}" in body["cmd"] and modules(stage)
    assert "requirements.lock" in body["deps"]


@pytest.mark.parametrize("stage", STAGES)
def test_code_dependencies_are_exactly_what_is_imported(stage):
    needed = set().union(*(closure(module) for module in modules(stage)))
    listed = [d for d in dependencies(stage) if d.startswith(("pipeline", "schemas")) and "${" not in d]
    missing = {f for f in needed if not any(f == d or f.startswith(f"{d}/") for d in listed)}
    assert not missing, f"add to dvc.yaml, stage {stage}: {sorted(missing)}"
    idle = {d for d in listed if d not in SHELL and _holds_code(d) and not any(f == d or f.startswith(f"{d}/") for f in needed)}
    assert not idle, f"take out of dvc.yaml, stage {stage}: {sorted(idle)}"
    assert {"pipeline/run.py", "pipeline/io.py"} <= set(listed) or "pipeline" in listed

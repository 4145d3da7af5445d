"""Where a project's files are, and its parameters; imports nothing heavy, so that a build in which nothing changed is quick."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Project:
    """Where a project's files are, and its parameters."""

    root: Path
    params: dict

    @property
    def input(self) -> Path:
        """Folder of the raw feeds that this build reads."""
        return self.root / self.params["input"]

    @property
    def build(self) -> Path:
        """Folder of everything reproducible."""
        return self.root / "build"

    @property
    def reference_folders(self) -> list[Path]:
        """Curated tables, and those that come with the input."""
        return list(dict.fromkeys([self.root / "raw/reference", self.input / "reference"]))


def project(root: Path | None = None) -> Project:
    """The project at `root` (default: where this code lives). Raises BadInput when params.yaml is missing or broken."""
    import yaml

    root = (root or ROOT).resolve()
    path = root / "params.yaml"
    try:
        params = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInput(f"{path}: no such file; run sitrep inside a project, or pass --project") from error
    except yaml.YAMLError as error:
        raise BadInput(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(params, dict) or "input" not in params:
        raise BadInput(f"{path}: seen no `input`, expected `input: raw/sample` or `input: raw`")
    return Project(root, params)

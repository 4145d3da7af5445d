"""The shell's hands: paths, parameters, tables on disk, hashes, locks, and the one place that starts processes."""

import gc
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from pipeline.errors import BadInput
from pipeline.project import ROOT, Project, project
from schemas.column import Table
from schemas.describe import arrow_schema, finish

ROW_GROUP = 100_000
SMALL_INPUT_ROWS = 2_000
RUNS_KEPT = 3


def write_table(frame: pl.DataFrame | pl.LazyFrame, table: Table, path: Path) -> pl.DataFrame:
    """Write a declared table as Parquet whose bytes depend on its rows alone, whole or not at all. Returns what was written."""
    import pyarrow.parquet as pq

    frame, schema = finish(frame.collect() if isinstance(frame, pl.LazyFrame) else frame, table), arrow_schema(table)
    with replacing(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd", store_schema=True) as writer:
        for start in range(0, max(frame.height, 1), ROW_GROUP):  # by row group, so that the table is never in memory a second time
            writer.write_table(frame.slice(start, ROW_GROUP).to_arrow().cast(schema))
    return frame


def write_frame(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> None:
    """Write a frame that no schema declares (native rows, tool output) with plain strings."""
    import pyarrow as pa

    arrow = (frame.collect() if isinstance(frame, pl.LazyFrame) else frame).to_arrow()
    plain = pa.schema([pa.field(f.name, _plain(f.type)) for f in arrow.schema])
    write_arrow(arrow.cast(plain), path)


def _plain(kind):
    import pyarrow as pa

    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return pa.binary()
    return kind


def write_arrow(arrow, path: Path) -> None:
    """Write an Arrow table as Parquet in row groups of 100,000, whole or not at all."""
    import pyarrow.parquet as pq

    with replacing(path) as temporary:
        pq.write_table(arrow, temporary, compression="zstd", row_group_size=ROW_GROUP, store_schema=True)


class replacing:
    """Context that gives a temporary path beside `path` and renames it into place when the block succeeds."""

    def __init__(self, path: Path):
        self.path = Path(path)

    def __enter__(self) -> Path:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        os.close(handle)
        self.temporary = Path(name)
        return self.temporary

    def __exit__(self, kind, value, traceback) -> None:
        if kind is not None:
            self.temporary.unlink(missing_ok=True)
            return
        os.chmod(self.temporary, 0o644)
        descriptor = os.open(self.temporary, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        os.replace(self.temporary, self.path)


def write_text(path: Path, text: str) -> None:
    """Write text in UTF-8 with LF line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Write JSON with sorted keys, two spaces and a final newline."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_csv(path: Path) -> pl.DataFrame:
    """A curated CSV with every column as a string; empty cells are null."""
    return pl.read_csv(path, infer_schema=False)


def read_reference(folders: Iterable[Path], pattern: str) -> pl.DataFrame:
    """All curated CSV files that match, stacked in path order; BadInput when none does."""
    paths = [path for folder in folders for path in sorted(folder.glob(pattern))]
    if not paths:
        raise BadInput(f"raw/reference/{pattern}: no such file")
    return pl.concat([read_csv(path) for path in paths], how="diagonal")


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_files(paths: Iterable[Path], root: Path) -> str:
    """One SHA-256 over the names and bytes of many files, in name order."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256_file(path)}\n".encode())
    return digest.hexdigest()


def logical_digest(frame: pl.DataFrame) -> str:
    """SHA-256 of a table's values in their order: equal for equal content, whatever file format holds it."""
    digest = hashlib.sha256("\0".join(f"{n}:{t}" for n, t in frame.schema.items()).encode())
    for part in frame.iter_slices(50_000):
        digest.update(part.select(pl.all().exclude(pl.Binary), pl.col(pl.Binary).bin.encode("hex")).write_ndjson().encode())
    return digest.hexdigest()


# --- parts and processes ---------------------------------------------------------------------------------------------

_WORKER: dict = {}


def _start_worker(references: Mapping[str, Path]) -> None:
    _WORKER.clear()
    _WORKER.update({name: pl.read_parquet(path) for name, path in references.items()})


def run_part(stage: Callable, part: Mapping[str, pl.DataFrame], references: Mapping[str, pl.DataFrame], tunables: dict) -> dict[str, pl.DataFrame]:
    """The stage's tables for one part, in this process."""
    frames = {name: frame.lazy() for name, frame in {**part, **references}.items()}
    with _without_cycle_search():
        return {name: frame.lazy().collect() for name, frame in stage(**frames, **tunables).items()}


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Python's search for cycles is put off: it walks all reference tables again and again, for garbage that a stage does not make."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run_in_worker(stage: Callable, part: Mapping[str, pl.DataFrame], tunables: dict) -> dict[str, pl.DataFrame]:
    return run_part(stage, part, _WORKER, tunables)


def map_parts(
    stage: Callable, parts: Iterable[Mapping[str, pl.DataFrame]], references: Mapping[str, Path], tunables: dict, *,
    workers: int = 1, cache: Path | None = None, code_key: str = "", advance: Callable[[int], None] = lambda rows: None,
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield the stage's result for every part, in the order of the parts, from the cache where it has them.

    Parts are dicts of frames and are cut by content, so that the result does not depend on `workers`. References are
    Parquet paths, read once per process. Processes are spawned, never forked: forking after polars has started threads hangs.
    """
    parts = list(parts)
    key = hashlib.sha256("\0".join([code_key, json.dumps(tunables, sort_keys=True, default=str), *(f"{n}={sha256_file(p)}" for n, p in sorted(references.items()))]).encode())
    slots = [_slot(cache, stage, key, part) for part in parts]
    yield from _mapped(stage, parts, slots, references, tunables, workers, advance)
    if cache is not None and parts:
        prune(cache / stage.__name__, (slot.name for slot in slots))


def _mapped(stage, parts, slots, references, tunables, workers, advance) -> Iterator[dict[str, pl.DataFrame]]:
    missing = [i for i, slot in enumerate(slots) if slot is None or not (slot / "done").exists()]
    rows = sum(_height(parts[i]) for i in missing)
    if workers <= 1 or len(missing) <= 1 or rows < SMALL_INPUT_ROWS:
        loaded: dict[str, pl.DataFrame] = {}
        for i, part in enumerate(parts):
            if i in set(missing):
                loaded = loaded or {name: pl.read_parquet(path) for name, path in references.items()}
                yield _keep(slots[i], run_part(stage, part, loaded, tunables))
            else:
                yield _kept(slots[i])
            advance(_height(part))
        return
    yield from _spread(stage, parts, slots, set(missing), references, tunables, workers, advance)


def _spread(stage, parts, slots, missing, references, tunables, workers, advance) -> Iterator[dict[str, pl.DataFrame]]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (references,)) as pool:
        running: dict[int, object] = {}
        waiting = iter(sorted(missing))
        for i, part in enumerate(parts):
            while len(running) < 2 * workers and (nxt := next(waiting, None)) is not None:
                running[nxt] = pool.submit(_run_in_worker, stage, parts[nxt], tunables)
            yield _keep(slots[i], running.pop(i).result()) if i in missing else _kept(slots[i])
            advance(_height(part))


def prune(folder: Path, used: Iterable[str], prefix: str = "") -> None:
    """Of the folders of a cache whose names begin with `prefix`, those that none of its last three different runs used are deleted.

    `used` are the names that this run used. No clock is read: going back to an earlier input is quick for three runs.
    """
    if not folder.is_dir():
        return
    record = folder / f".runs{prefix and '-'}{prefix.rstrip('-')}.json"
    now = sorted(set(used))
    earlier = [run for run in json.loads(record.read_text(encoding="utf-8")) if run != now] if record.exists() else []
    runs = [now, *earlier][:RUNS_KEPT]
    wanted = {name for run in runs for name in run}
    for slot in folder.iterdir():
        if slot.is_dir() and slot.name.startswith(prefix) and slot.name not in wanted:
            shutil.rmtree(slot)
    write_json(record, runs)


def _height(part: Mapping[str, pl.DataFrame]) -> int:
    return next(iter(part.values())).height if part else 0


def _slot(cache: Path | None, stage: Callable, key, part: Mapping[str, pl.DataFrame]) -> Path | None:
    if cache is None:
        return None
    digest = key.copy()
    for name, frame in sorted(part.items()):
        digest.update(f"{name}={logical_digest(frame)}\n".encode())
    return cache / stage.__name__ / digest.hexdigest()


def _keep(slot: Path | None, result: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    if slot is not None:
        slot.mkdir(parents=True, exist_ok=True)
        for name, frame in result.items():
            with replacing(slot / f"{name}.parquet") as temporary:
                frame.write_parquet(temporary)
        write_text(slot / "done", "\n".join(result) + "\n")
    return result


def _kept(slot: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(slot / f"{name}.parquet") for name in (slot / "done").read_text().split()}

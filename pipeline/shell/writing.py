"""Tables that are written block by block, so that a file larger than memory can be turned into tables larger than memory."""

import os
import shutil
import tempfile
from pathlib import Path

import polars as pl

from schemas.describe import arrow_schema
from schemas.tables import BY_NAME


class Streams:
    """One Parquet writer per declared table, in a folder of its own that takes the target's place when all is written."""

    def __init__(self, target: Path, tables: tuple[str, ...]):
        self.target, self.tables = target, tables
        target.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=target, prefix=".writing-"))
        self.writers: dict = {}
        self.rows = dict.fromkeys(tables, 0)

    def __enter__(self) -> "Streams":
        import pyarrow.parquet as pq

        for name in self.tables:
            self.writers[name] = pq.ParquetWriter(self.folder / f"{name}.parquet", arrow_schema(BY_NAME[name]), compression="zstd")
        return self

    def write(self, frames: dict[str, pl.DataFrame]) -> None:
        """Append the rows of each declared table, in the order given."""
        for name, writer in self.writers.items():
            frame = frames[name].select(BY_NAME[name].names)
            if frame.height:
                writer.write_table(frame.to_arrow().cast(writer.schema))
                self.rows[name] += frame.height

    def __exit__(self, kind, value, traceback) -> None:
        for writer in self.writers.values():
            writer.close()
        if kind is None:
            for name in self.tables:
                os.replace(self.folder / f"{name}.parquet", self.target / f"{name}.parquet")
        shutil.rmtree(self.folder)

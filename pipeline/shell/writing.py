"""Tables that are written block by block, so that a file larger than memory can be turned into tables larger than memory."""

import os
import shutil
import tempfile
from pathlib import Path

import polars as pl

from schemas.describe import arrow_schema
from schemas.tables import BY_NAME


class Streams:
    """One Parquet writer per declared table, in a folder of its own whose files take their place in the target when all is written.

    `extra` names one more table, of whatever columns its first rows have.
    """

    def __init__(self, target: Path, tables: tuple[str, ...], extra: str | None = None):
        self.target, self.tables, self.extra = target, tables, extra
        target.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=target, prefix=".writing-"))
        self.writers: dict = {}
        self.writers_extra = None
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
        if self.extra and frames[self.extra].width:
            self._write_extra(frames[self.extra])

    def _write_extra(self, frame: pl.DataFrame) -> None:
        import pyarrow.parquet as pq

        if self.extra not in self.tables:
            self.tables += (self.extra,)
            schema = frame.clear().to_arrow().schema
            self.writers_extra = pq.ParquetWriter(self.folder / f"{self.extra}.parquet", schema, compression="zstd")
        if frame.height:
            self.writers_extra.write_table(frame.to_arrow().cast(self.writers_extra.schema))

    def __exit__(self, kind, value, traceback) -> None:
        for writer in (*self.writers.values(), *([self.writers_extra] if self.writers_extra else [])):
            writer.close()
        if kind is None:
            for name in self.tables:
                os.replace(self.folder / f"{name}.parquet", self.target / f"{name}.parquet")
        shutil.rmtree(self.folder)

"""Ids are used once in a file; which rows repeat an earlier one is known however long the file, in a few bytes per row."""

import numpy as np
import polars as pl


class Seen:
    """Hashes of the ids and rows met so far: sorted runs that are merged as they grow, so that a long file costs n log n."""

    def __init__(self):
        self.runs: list[tuple[np.ndarray, np.ndarray]] = []

    def split(self, rows: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """The rows whose id is new, those that repeat an earlier row cell by cell, and those that reuse its id with other content.

        Rows without an id are new. Two ids with the same 64-bit hash would be taken for one: once in ten million files.
        """
        if not rows.height or key not in rows.columns:
            return rows, rows.clear(), rows.clear()
        empty = rows[key].is_null().to_numpy()
        ids = rows[key].hash(0).to_numpy()
        contents = rows.drop("raw_line").hash_rows(0).to_numpy()
        _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
        earlier = contents[first][inverse]
        is_old = first[inverse] != np.arange(len(ids))
        for known, hashes in self.runs:
            at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
            hit = known[at] == ids
            earlier = np.where(hit, hashes[at], earlier)
            is_old |= hit
        is_old &= ~empty
        self._remember(ids[~is_old], contents[~is_old])
        same = earlier == contents
        return rows.filter(~is_old), rows.filter(is_old & same), rows.filter(is_old & ~same)

    def _remember(self, ids: np.ndarray, contents: np.ndarray) -> None:
        while self.runs and len(self.runs[-1][0]) <= 2 * len(ids):
            more_ids, more_contents = self.runs.pop()
            ids, contents = np.concatenate([more_ids, ids]), np.concatenate([more_contents, contents])
        order = np.argsort(ids, kind="stable")
        if len(ids):
            self.runs.append((ids[order], contents[order]))

"""What a release says of itself: version, digests, counts, and the hashes of everything it was made from."""

import hashlib
import json

import polars as pl

from schemas.tables import SCHEMA_VERSION

NAME = "Sitrep conflict events"


def content_digest(digests: dict[str, str], audience: str, is_sample: bool) -> str:
    """SHA-256 of the tables' logical digests and of what decides how they may be used; independent of version and code."""
    said = {"tables": digests, "schema_version": SCHEMA_VERSION, "audience": audience, "is_sample": is_sample}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def version(base: str, is_final: bool, audience: str, digest: str) -> str:
    """The release's version: `<base>` when final, else `<base>-dev.<8 of the digest>`; private builds say so."""
    name = base if is_final else f"{base}-dev.{digest[:8]}"
    return name if audience == "public" else f"{name}-private"


def title(is_sample: bool, audience: str) -> str:
    """The title, which says what the release may not be taken or used for."""
    notes = [note for note, said in (("sample, not data", is_sample), ("private build, not for redistribution", audience == "private")) if said]
    return NAME + (f" ({'; '.join(notes)})" if notes else "")


def manifest(tables: dict[str, pl.DataFrame], digests: dict[str, str], params: dict, hashes: dict) -> dict:
    """The manifest of a release. `hashes`: inputs, code, lock and params as the shell found them."""
    release, audience = params["release"], params["audience"]
    is_sample = str(params["input"]).rstrip("/").endswith("sample")
    digest = content_digest(digests, audience, is_sample)
    return {
        "name": "sitrep", "title": title(is_sample, audience), "version": version(str(release["version"]), bool(release["final"]), audience, digest),
        "base_version": str(release["version"]), "date": str(release["date"]), "is_final": bool(release["final"]), "is_sample": is_sample,
        "audience": audience, "input": str(params["input"]), "schema_version": SCHEMA_VERSION, "digest": digest, "digests": digests,
        "rows": {name: frame.height for name, frame in sorted(tables.items())}, "accounting": totals(tables["accounting"]),
        "licence": "CC-BY-4.0" if audience == "public" else "not for redistribution", "feeds": tables["feeds"]["feed"].to_list(), **hashes,
    }


def totals(accounting: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Sums of the accounting per stage and feed, as `stage/feed`."""
    counts = ("rows_in", "used", "rejected", "out_of_scope", "no_event", "skipped_tag_rows", "claims")
    sums = accounting.group_by("stage", "feed").agg(pl.col(counts).sum()).sort("stage", "feed")
    return {f"{row['stage']}/{row['feed']}": {name: row[name] for name in counts} for row in sums.iter_rows(named=True)}

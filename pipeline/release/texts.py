"""The short texts of a release: how to cite it, under what licence, whom it owes, what changed."""

import json

import polars as pl

_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def citation_line(manifest: dict) -> str:
    """One line by which the release is cited."""
    return f"The Sitrep developers ({manifest['date'][:4]}): {manifest['title']}, version {manifest['version']}."


def citation(manifest: dict, feeds: pl.DataFrame) -> str:
    """CITATION.cff of the dataset, with its feeds as references."""
    lines = [
        "cff-version: 1.2.0", f"message: {_quoted('Please cite this release, with its version, and the feeds that it is built from.')}", "type: dataset",
        f"title: {_quoted(manifest['title'])}", f"version: {_quoted(manifest['version'])}", f"date-released: {manifest['date']}",
        "authors:", "  - name: The Sitrep developers",
    ]
    if manifest["audience"] == "public":
        lines.append("license: CC-BY-4.0")
    if feeds.height:
        lines.append("references:")
    for feed in feeds.sort("feed").iter_rows(named=True):
        lines += ["  - type: data", f"    title: {_quoted(feed['title'])}", "    authors:", f"      - name: {_quoted(feed['publisher'])}"]
        if str(feed["url"] or "").startswith("http"):
            lines.append(f"    url: {_quoted(feed['url'])}")
        if feed["citation"]:
            lines.append(f"    notes: {_quoted(feed['citation'])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string


def licence(manifest: dict) -> str:
    """LICENSE of the data."""
    if manifest["audience"] != "public":
        return (
            f"{manifest['title']}, version {manifest['version']}\n\nThis is a private build. It holds or derives from feeds that may not be redistributed.\n"
            "It may not be published or passed on, in whole or in part. See ATTRIBUTION.md for the terms of each feed.\n"
        )
    return (
        f"{manifest['title']}, version {manifest['version']}\n\nThis dataset is licensed under the Creative Commons Attribution 4.0 International licence (CC BY 4.0).\n"
        f"Summary and full text: {_LICENCE_URL} and {_LICENCE_URL}legalcode\n\nYou may share and adapt it for any purpose if you give credit: cite it as in CITATION.cff, and name the\n"
        "feeds and the gazetteer in ATTRIBUTION.md. Words quoted from sources stay under their feed's licence,\nwhich the column `licence` of the row names.\n"
    )


def attribution(manifest: dict, feeds: pl.DataFrame) -> str:
    """ATTRIBUTION.md: the gazetteer and every feed with publisher, licence and citation."""
    parts = [f"# Attribution\n\nCite this release as: {citation_line(manifest)}\n"]
    if manifest["is_sample"]:
        parts.append("This release is built from the sample that ships with the project. It is a sample, not data: do not use it for research.\n")
    parts.append(
        "## Places\n\nPlace names and coordinates contain data from GeoNames (https://www.geonames.org/), licensed under CC BY 4.0. "
        "Names of administrative units are a majority vote over GeoNames places. Entries with the prefix `sitrep:` are ours. "
        "The outline on the map of `report.html` is Natural Earth (https://www.naturalearthdata.com/), in the public domain.\n"
    )
    parts.append("## Feeds\n")
    says = {"full": "words and rows may be published", "derived": "coded values and ids only", "none": "nothing may be published"}
    for feed in feeds.sort("feed").iter_rows(named=True):
        link = f" {feed['url']}" if str(feed["url"] or "").startswith("http") else ""
        parts.append(
            f"- **{_line(feed['title'])}** (`{feed['feed']}`), {_line(feed['publisher'])}.{link} Licence: {_line(feed['licence'])} ({says[feed['redistribute']]})."
            + (f" Cite: {_line(feed['citation'])}" if feed["citation"] else "")
        )
    return "\n".join(parts) + "\n"


def changes_page(manifest: dict, changes: pl.DataFrame, retired: pl.DataFrame, events: pl.DataFrame) -> str:
    """CHANGES.md: what this release changed, by kind, column and cause, and the tolls that moved most; every value is in `changes`."""
    parts = [f"# Changes in {manifest['version']}\n"]
    mine = changes.filter(pl.col("release").is_in([manifest["base_version"], manifest["version"]]))
    if changes.height == 0:
        return parts[0] + "\nThis is a first release: it changes nothing.\n"
    if mine.height == 0:
        return parts[0] + "\nNothing changed since the release before.\n"
    kinds = mine.group_by("change").agg(pl.col("event_id").n_unique().alias("events")).sort("change")
    parts.append(
        "Against the release before. The table `changes` has every value, old and new; `sitrep diff OLD NEW` shows them event by event. A cause is `upstream` (the feeds' files), "
        "`code` (the program, its packages or parameters), `reference` (curated tables) or `decision` (a person's word on a merge); where several kinds of input "
        "changed at once, upstream is named before code, and code before reference.\n"
    )
    parts += ["| change | events |", "|---|---|", *(f"| {r['change']} | {r['events']} |" for r in kinds.iter_rows(named=True)), ""]
    columns = mine.filter(pl.col("column_name").is_not_null()).group_by("column_name", "cause").len("values").sort("column_name", "cause")
    if columns.height:
        parts += ["| column | cause | values |", "|---|---|---|", *(f"| {r['column_name']} | {r['cause']} | {r['values']} |" for r in columns.iter_rows(named=True)), ""]
    parts += _tolls(mine, events)
    gone = retired.filter(pl.col("retired_release").is_in([manifest["base_version"], manifest["version"]])).sort("event_id")
    if gone.height:
        parts += ["## Retired events\n", *(f"- `{r['event_id']}` {' '.join([r['status'], ', '.join(r['successor_ids'])]).strip()}: {_line(r['reason'])}" for r in gone.head(200).iter_rows(named=True))]
        parts += [f"- and {gone.height - 200} more, in `retired_events`"] if gone.height > 200 else []
    return "\n".join(parts) + "\n"


def _tolls(changes: pl.DataFrame, events: pl.DataFrame, shown: int = 20) -> list[str]:
    """The events whose best toll moved most, with what they are; nothing when none moved."""
    number = lambda name: pl.col(name).cast(pl.Int64, strict=False)
    moved = changes.filter(pl.col("change") == "changed", pl.col("column_name") == "fatalities_best").with_columns(_by=number("new").fill_null(0) - number("old").fill_null(0))
    if not moved.height:
        return []
    first = moved.sort(pl.col("_by").abs(), "event_id", descending=[True, False]).head(shown).join(events.select("event_id", "notes"), on="event_id", how="left", maintain_order="left")
    known = lambda text: "unknown" if text in (None, "null") else text
    rows = [f"| `{r['event_id']}` | {known(r['old'])} | {known(r['new'])} | {_line(r['notes'])} |" for r in first.iter_rows(named=True)]
    return ["## Deaths that changed most\n", f"{min(shown, moved.height)} of {moved.height:,} events.\n", "| event | before | now | what it is |", "|---|---|---|---|", *rows, ""]


def _line(text: str | None) -> str:
    """Text as one line of Markdown that cannot become markup."""
    flat = " ".join(str(text or "").split())
    return "".join("\\" + c if c in "\\`*_[]<>|#" else c for c in flat)

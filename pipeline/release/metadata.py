"""Machine-readable descriptions of a release: `datapackage.json` (Frictionless) and `croissant.json` (MLCommons)."""

import polars as pl

from pipeline.release.tabular import csv_columns
from schemas.column import Column, Table
from schemas.describe import frictionless_field

PARQUET, CSV_GZ = "application/vnd.apache.parquet", "application/gzip"
LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0 International", "path": "https://creativecommons.org/licenses/by/4.0/"}
_CROISSANT_TYPES = {
    "String": "sc:Text", "Date": "sc:Date", "Boolean": "sc:Boolean", "Float64": "sc:Float", "List": "sc:Text", "Datetime": "sc:DateTime", "Binary": "sc:Text",
}
# The vocabulary of Croissant 1.0; readers match on these very keys.
_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/", "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/", "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
}


def datapackage(manifest: dict, tables: tuple[Table, ...], files: dict[str, tuple[int, str]], feeds: pl.DataFrame) -> dict:
    """Frictionless Data Package of the release, its feeds named as sources. `files`: size in bytes and SHA-256 by file name."""
    sources = [{"title": title} | ({"path": url} if str(url or "").startswith("http") else {}) for title, url in feeds.sort("feed").select("title", "url").iter_rows()]
    resources = [_resource(table, f"{table.name}.parquet", files) for table in tables]
    events = next(table for table in tables if table.name == "events")
    return {
        "profile": "data-package", "name": "sitrep", "title": manifest["title"], "version": manifest["version"], "created": f"{manifest['date']}T00:00:00Z",
        "description": "Conflict events with the claims, sources and evidence that they were concluded from.",
        "licenses": [LICENCE] if manifest["audience"] == "public" else [{"name": "other-closed", "title": "Not for redistribution"}],
        "contributors": [{"title": "The Sitrep developers", "role": "author"}], **({"sources": sources} if sources else {}),
        "keywords": ["conflict", "political violence", "protest", "events", "geocoded"], "resources": [*resources, _csv_resource(events, files)],
    }


def _resource(table: Table, name: str, files: dict[str, tuple[int, str]]) -> dict:
    # A `file`, not a `table`: frictionless reads Parquet by way of pandas, where a null whole number is NaN and an error.
    size, sha256 = files[name]
    schema: dict = {"fields": [frictionless_field(column) for column in table.columns]}
    required = {column.name for column in table.columns if not column.nullable}
    if table.key and required.issuperset(table.key):
        schema["primaryKey"] = list(table.key)
    keys = [{"fields": [column], "reference": {"resource": other, "fields": [target]}} for column, other, target in table.foreign_keys]
    return {
        "name": table.name, "path": name, "description": table.description, "type": "file", "format": "parquet", "mediatype": PARQUET,
        "bytes": size, "hash": f"sha256:{sha256}",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _csv_resource(table: Table, files: dict[str, tuple[int, str]]) -> dict:
    size, sha256 = files["events.csv.gz"]
    fields = []
    for column in table.columns:
        if column.name in csv_columns(table):
            field = frictionless_field(column)
            if field["type"] == "array":  # a list is one cell here, and an empty list an empty cell
                field = {**field, "type": "string", "description": f"{field['description']} Joined by `; `."} | {"constraints": {}}
            fields.append(field)
    return {
        "name": "events-csv", "path": "events.csv.gz", "description": f"{table.description} As CSV, without geometry.", "type": "table", "format": "csv",
        "mediatype": CSV_GZ, "encoding": "utf-8", "compression": "gz", "bytes": size, "hash": f"sha256:{sha256}",
        "schema": {"fields": fields, "primaryKey": list(table.key)},
    }


def croissant(manifest: dict, tables: tuple[Table, ...], files: dict[str, tuple[int, str]], cite_as: str) -> dict:
    """Croissant 1.0 description: a file object and a record set per table."""
    return {
        "@context": _CONTEXT, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "sitrep", "alternateName": manifest["title"],
        "description": "Conflict events with the claims, sources and evidence that they were concluded from.", "citeAs": cite_as,
        "datePublished": manifest["date"], "version": manifest["version"], "isLiveDataset": False,
        "license": LICENCE["path"] if manifest["audience"] == "public" else "Not for redistribution",
        "distribution": [_file_object(f"{table.name}.parquet", PARQUET, files) for table in tables] + [_file_object("events.csv.gz", CSV_GZ, files)],
        "recordSet": [_record_set(table) for table in tables],
    }


def _file_object(name: str, kind: str, files: dict[str, tuple[int, str]]) -> dict:
    size, sha256 = files[name]
    kinds = "application/x-parquet" if kind == PARQUET else kind
    return {"@type": "cr:FileObject", "@id": name, "name": name, "contentUrl": name, "contentSize": f"{size} B", "encodingFormat": kinds, "sha256": sha256}


def _record_set(table: Table) -> dict:
    found = {"@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.description}
    if table.key:
        found["key"] = [{"@id": f"{table.name}/{column}"} for column in table.key]
    return found | {"field": [_field(table, column) for column in table.columns]}


def _field(table: Table, column: Column) -> dict:
    kind = _CROISSANT_TYPES.get(column.dtype.base_type().__name__, "sc:Integer")
    field = {
        "@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": column.name, "description": column.description, "dataType": kind,
        "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": column.name}},
    }
    # No `references`: readers would join every referenced table to read this one. Foreign keys stand in datapackage.json.
    return field | ({"repeated": True} if isinstance(column.dtype, pl.List) else {})

"""Every other form of a table's declaration: Arrow schema, pandera schema, DuckDB comments, Frictionless resource."""

import polars as pl

from schemas import vocabulary
from schemas.column import Column, Table

_FRICTIONLESS = {
    "String": "string", "Date": "date", "Boolean": "boolean", "Float64": "number", "Binary": "string", "List": "array", "Datetime": "datetime",
}


def finish(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The frame as it is written: declared columns in order, declared types, floats rounded, lists never null, rows sorted."""
    missing = [c for c in table.columns if c.name not in frame.columns]
    if missing:
        frame = frame.with_columns(pl.lit(None, c.dtype).alias(c.name) for c in missing)
    frame = frame.select(_finished(c) for c in table.columns)
    return frame.sort(table.sort, nulls_last=False, maintain_order=True) if table.sort else frame


def _finished(column: Column) -> pl.Expr:
    value = pl.col(column.name).cast(column.dtype)
    if column.decimals is not None:
        value = value.round(column.decimals) + 0.0  # -0.0 and 0.0 are one number
    if isinstance(column.dtype, pl.List) and not column.nullable:
        value = value.fill_null([])
    return value.alias(column.name)


def arrow_schema(table: Table):
    """Arrow schema whose fields carry description, unit and vocabulary, and whose strings are plain."""
    import pyarrow as pa

    kinds = {
        "String": pa.string(), "Date": pa.date32(), "Boolean": pa.bool_(), "Float64": pa.float64(), "Binary": pa.binary(), "Int8": pa.int8(),
        "Int16": pa.int16(), "Int32": pa.int32(), "Int64": pa.int64(), "Datetime": pa.timestamp("us", tz="UTC"), "List": pa.list_(pa.string()),
    }
    fields = [
        pa.field(c.name, kinds[c.dtype.base_type().__name__], nullable=c.nullable, metadata={k: str(v) for k, v in facts(c).items()})
        for c in table.columns
    ]
    return pa.schema(fields, metadata={"description": table.description})


def facts(column: Column) -> dict[str, str | float]:
    """What is known of a column beyond its type; keys without a value are left out."""
    known = {
        "description": column.description, "unit": column.unit, "vocabulary": column.vocabulary, "minimum": column.minimum,
        "maximum": column.maximum, "decimals": column.decimals, "pattern": column.pattern,
    }
    return {key: value for key, value in known.items() if value is not None}


def pandera_schema(table: Table):
    """Pandera schema with types, nullability, bounds, patterns, vocabularies and the key. Importing pandera takes seconds."""
    import pandera.polars as pa

    return pa.DataFrameSchema(
        {c.name: pa.Column(c.dtype, checks=_checks(c), nullable=c.nullable) for c in table.columns},
        unique=list(table.key) or None, strict=True, name=table.name,
    )


def _checks(column: Column) -> list:
    import pandera.polars as pa

    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.pattern is not None:
        checks.append(pa.Check.str_matches(column.pattern))
    if column.vocabulary is not None:
        terms = vocabulary.terms(column.vocabulary)
        checks.append(pa.Check.isin([int(t) for t in terms] if column.dtype.is_integer() else list(terms)))
    return checks


def frictionless_field(column: Column) -> dict:
    """Field descriptor of the Frictionless Table Schema."""
    kind = column.dtype.base_type().__name__
    constraints: dict = {"required": True} if not column.nullable else {}
    if column.vocabulary and kind == "String":
        constraints["enum"] = list(vocabulary.terms(column.vocabulary))
    constraints |= {key: getattr(column, key) for key in ("minimum", "maximum", "pattern") if getattr(column, key) is not None}
    field = {"name": column.name, "type": _FRICTIONLESS.get(kind, "integer"), "description": column.description}
    return field | ({"constraints": constraints} if constraints else {}) | ({"unit": column.unit} if column.unit else {})

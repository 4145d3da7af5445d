"""Weights of the learned second opinion, and how often it is right about sentences it has not seen."""

import hashlib

import numpy as np
import polars as pl

from pipeline.coder.marks import passage_tags
from pipeline.coder.model.fit import Fit, decide, fit, sharpness, softmax
from pipeline.coder.model.predict import opinions
from pipeline.coder.parties import name_scanner

EVENT = "none"


def train(*, sentences: pl.LazyFrame, parties: pl.LazyFrame, ridge: float, held_out_one_in: int, smallest_weight: float) -> dict[str, pl.LazyFrame]:
    """A weight per feature and label, and metrics on the sentences that were held out.

    `parties` are the registry's names of armed parties (form, tag, is_case_sensitive), which the tags of a text tell apart.
    The part held out hangs on the hash of `sentence_id` alone and is never trained on. Weights below `smallest_weight`
    are left out of the model. The result does not depend on the order of the sentences.
    """
    rows = sentences.select("sentence_id", "label", "text").sort("sentence_id").collect()
    rows = rows.with_columns(tags=pl.Series(passage_tags(rows.get_column("text").to_list(), name_scanner(parties.collect())), dtype=pl.String))
    is_held_out = pl.Series([is_held_out_id(i, held_out_one_in) for i in rows.get_column("sentence_id")], dtype=pl.Boolean)
    taught, kept_back = rows.filter(~is_held_out), rows.filter(is_held_out)
    fitted = fit(*_columns(taught, "text", "tags", "label"), ridge=ridge)
    codes = np.searchsorted(np.array(fitted.labels), taught.get_column("label").to_numpy())
    factor = sharpness(fitted.left_out, codes, is_none(fitted))
    model = table(fitted, factor, smallest_weight)
    metrics = pl.concat([
        measured(taught.get_column("label"), chances(fitted, factor), "left_one_out"),
        measured(kept_back.get_column("label"), opinions(*_columns(kept_back, "text", "tags"), model), "held_out"),
    ])
    return {"model": model.lazy(), "metrics": metrics.lazy()}


def _columns(rows: pl.DataFrame, *names: str) -> list[list[str]]:
    return [rows.get_column(name).to_list() for name in names]


def is_held_out_id(sentence_id: str, one_in: int) -> bool:
    """True for the fixed part of the sentences that no model is trained on."""
    return int.from_bytes(hashlib.sha256(sentence_id.encode()).digest()[:8], "big") % one_in == 0


def table(fitted: Fit, factor: float, smallest: float) -> pl.DataFrame:
    """The weights worth keeping, rounded, a row each; every word keeps its largest, so that known words stay known.

    A feature's weights count from their median: what is added to all labels alike changes no probability, and most
    labels then have a weight near zero, which can be left out.
    """
    weights = (fitted.weights - np.median(fitted.weights, axis=1, keepdims=True)) * factor
    names = np.array(["=intercept", *fitted.names], dtype=object)
    weights = np.vstack([fitted.intercepts * factor, weights])
    is_kept = np.abs(weights) >= smallest
    is_kept[0] = True
    is_word = np.array([name.startswith("w=") for name in names])
    largest = np.abs(weights).argmax(axis=1)
    is_kept[np.flatnonzero(is_word), largest[is_word]] = True
    feature, label = np.nonzero(is_kept)
    return pl.DataFrame({
        "feature": pl.Series(names[feature].tolist(), dtype=pl.String),
        "label": pl.Series([fitted.labels[i] for i in label], dtype=pl.String),
        "weight": pl.Series(weights[feature, label]).round(2) + 0.0,
    }).sort("feature", "label")


def chances(fitted: Fit, factor: float) -> pl.DataFrame:
    """What each training text would have been called, had it been left out."""
    best, certainty = decide(softmax(fitted.left_out * factor), is_none(fitted))
    return pl.DataFrame({"label": pl.Series([fitted.labels[i] for i in best], dtype=pl.String), "certainty": pl.Series(certainty, dtype=pl.Float64)})


def is_none(fitted: Fit) -> np.ndarray:
    """True for the labels that are kinds of non-event."""
    return np.array([label.startswith("none:") for label in fitted.labels])


def measured(truth: pl.Series, said: pl.DataFrame, part: str) -> pl.DataFrame:
    """Accuracy, F1 per label (all kinds of none as one), their means, and share right per tenth of certainty."""
    cases = pl.DataFrame({"truth": whole(truth), "said": whole(said.get_column("label")), "certainty": said.get_column("certainty")})
    is_right = pl.col("truth") == pl.col("said")
    scores = f1_by_label(cases)
    events = scores.filter(pl.col("label") != EVENT)
    tenths = cases.group_by((pl.col("certainty") * 10).floor().clip(0, 9).cast(pl.Int64).alias("tenth")).agg(is_right.mean().alias("value"), pl.len().alias("n")).sort("tenth")
    figures = [
        ("accuracy", cases.select(is_right.mean()).item(), cases.height),
        ("f1_macro", scores.get_column("f1").mean(), scores.height),
        ("f1_weighted_events", (events.get_column("f1") * events.get_column("n")).sum() / max(1, events.get_column("n").sum()), events.get_column("n").sum()),
        *((f"f1: {label}", f1, n) for label, f1, n in scores.iter_rows()),
        *((f"right_at_certainty: {tenth / 10:.1f}", value, n) for tenth, value, n in tenths.iter_rows()),
    ]
    return pl.DataFrame(
        {"stage": ["train"] * len(figures), "metric": [f"{part}: {name}" for name, _, _ in figures], "value": [v for _, v, _ in figures], "n": [n for _, _, n in figures]},
        schema={"stage": pl.String, "metric": pl.String, "value": pl.Float64, "n": pl.Int64},
    ).with_columns(pl.col("value").round(4))


def whole(labels: pl.Series) -> pl.Series:
    """Labels with all kinds of non-event as one."""
    return labels.str.replace(r"^none:.*$", EVENT)


def f1_by_label(cases: pl.DataFrame) -> pl.DataFrame:
    """F1 and number of true cases of each label that is true of some case."""
    right = cases.filter(pl.col("truth") == pl.col("said")).group_by(pl.col("truth").alias("label")).agg(pl.len().alias("right"))
    true = cases.group_by(pl.col("truth").alias("label")).agg(pl.len().alias("n"))
    said = cases.group_by(pl.col("said").alias("label")).agg(pl.len().alias("told"))
    both = true.join(said, on="label", how="left").join(right, on="label", how="left").with_columns(pl.col("told", "right").fill_null(0))
    return both.select("label", (2 * pl.col("right") / (pl.col("n") + pl.col("told"))).alias("f1"), "n").sort("label")

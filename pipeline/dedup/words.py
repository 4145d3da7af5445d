"""How many words two claims share."""

import polars as pl

from pipeline.dedup.weights import CODE

MUCH, SOME = 0.5, 0.2
SHORTEST = 3  # shorter words are mostly grammar


def compare(features: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Level of agreement in words per pair, in order: columns left, right and asked (others are `unknown`).

    `copy`: the sentences share most words, and one report repeats the other's text.
    """
    code = CODE["text"]
    blank = pl.Series("text", [code["unknown"]], dtype=pl.Int8).new_from_index(0, pairs.height)
    has_text = features["text"].is_not_null()
    asked = pairs.with_row_index("at").filter("asked").drop("asked")
    asked = asked.filter(has_text.gather(asked["left"]) & has_text.gather(asked["right"]))
    if not asked.height:
        return blank
    tokens = features.select(pl.col("text").str.to_lowercase().str.extract_all(r"[\pL\pN]{%d,}" % SHORTEST).list.unique(maintain_order=True))["text"]
    sides = asked.select("at", left=tokens.gather(asked["left"]), right=tokens.gather(asked["right"]))
    shared = pl.col("left").list.set_intersection("right").list.len()
    union = pl.col("left").list.len() + pl.col("right").list.len() - shared
    share = pl.when(union > 0).then(shared / union)
    is_copy = pl.lit(False)
    if "copy_root" in features.columns:
        roots = features["copy_root"]
        is_copy = pl.lit((roots.gather(asked["left"]) == roots.gather(asked["right"])).fill_null(False))
    level = (
        pl.when((share >= MUCH) & is_copy).then(code["copy"]).when(share >= MUCH).then(code["much"]).when(share >= SOME).then(code["some"])
        .when(share.is_not_null()).then(code["little"]).otherwise(code["unknown"]).cast(pl.Int8)
    )
    found = sides.select(pl.col("at"), level=level)
    return blank.scatter(found["at"], found["level"])

"""What changed in a feed since the last release, and whether it is still what its card expects."""

import polars as pl

from pipeline.feeds.card import Card

OWN = ("native_id", "raw_line", "raw_file")
SHARE_MOVED = 0.05  # a code whose share of all rows moved by more than this is told
ISSUE = {"issue_code": pl.String, "seen": pl.String, "context": pl.String, "suggestion": pl.String, "row_count": pl.Int64}


def profile(rows: pl.DataFrame, claims: pl.DataFrame, account: pl.DataFrame, card: Card, columns: dict[str, list[str]]) -> dict:
    """What a run of the feed looked like: files with their columns in order, rows, rejects, countries, and the share of every code.

    `columns` gives the header of every file. Plain values, so that it can be kept as JSON beside a release.
    """
    codes = {}
    for name, kind in card.types.items():
        if kind == "code" and name in rows.columns and rows.height:
            counted = rows[name].cast(pl.String).fill_null("(empty)").value_counts().sort(name)
            codes[name] = {value: round(count / rows.height, 4) for value, count in counted.iter_rows()}
    return {
        "columns": columns, "rows": rows.height, "rows_in": int(account["rows_in"].sum() or 0), "used": int(account["used"].sum() or 0), "rejected": int(account["rejected"].sum() or 0),
        "countries": sorted(claims["country_iso3"].drop_nulls().unique().to_list()), "shares": codes,
    }


def drift(now: dict, last: dict | None, card: Card) -> pl.DataFrame:
    """Issues: columns that are new, missing or in another order than in the last run (or, at the first, than the card declares), codes that are new, shares that moved."""
    found: list[tuple] = []
    declared = list(card.types)
    before = [list(dict.fromkeys(c for names in last["columns"].values() for c in names))] if last and last["columns"] else []
    known = before[0] if before else declared
    for raw_file, names in sorted(now["columns"].items()):
        found += [("new_column", name, raw_file, f"declare it in pipeline/feeds/{card.adapter}/feed.yml, or leave it as text", 1) for name in names if name not in known and name not in declared]
        if before:
            found += [("missing_column", name, raw_file, "the last run had it; see whether the provider renamed it", 1) for name in known if name not in names]
        shared = [name for name in names if name in known]
        if shared != [name for name in known if name in names]:
            found.append(("reordered_columns", None, raw_file, "nothing to do: columns are read by name", 1))
    for column, shares in now["shares"].items():
        earlier = last["shares"].get(column, {}) if last else {}
        for code, share in shares.items() if earlier else ():
            count = max(1, round(share * now["rows"]))
            if code not in earlier:
                found.append(("unknown_value", code, f"{column}: not in the last run", "see whether its meaning is in the crosswalk", count))
            elif abs(share - earlier[code]) > SHARE_MOVED:
                found.append(("changed_share", code, f"{column}: {earlier[code]:.1%} of rows in the last run, {share:.1%} now", "see whether the provider changed its coding", count))
    return pl.DataFrame(found, schema=ISSUE, orient="row")


def broken_expectations(now: dict, last: dict | None, card: Card, signed_off: list[str]) -> tuple[pl.DataFrame, list[str]]:
    """Issues for every expectation of the card that does not hold, and in words those that nobody has signed off.

    A line of `signed_off` is `<feed>:<expectation>: <reason>`.
    """
    checks = {
        "rejected_share_not_above": lambda limit: (now["rejected"] / now["rows_in"] if now["rows_in"] else 0.0, lambda seen: seen <= limit),
        "rows_not_below": lambda limit: (now["used"], lambda seen: seen >= limit),
        "rows_not_below_share_of_last": lambda limit: (now["used"] / last["used"] if last and last["used"] else 1.0, lambda seen: seen >= limit),
        "countries_not_below_share_of_last": lambda limit: (len(now["countries"]) / len(last["countries"]) if last and last["countries"] else 1.0, lambda seen: seen >= limit),
        "countries": lambda wanted: (sorted(set(wanted) - set(now["countries"])), lambda missing: not missing),
    }
    found, open_ = [], []
    for name, limit in card.expectations.items():
        if name not in checks:
            found.append(("expectation_broken", name, "no such expectation", f"one of {', '.join(checks)}", 1))
            open_.append(f"{name}: no such expectation")
            continue
        seen, holds = checks[name](limit)
        if holds(seen):
            continue
        text = f"{name}: seen {seen if not isinstance(seen, float) else round(seen, 4)}, expected {limit}"
        reason = next((line.split(":", 2)[2].strip() for line in signed_off if line.count(":") >= 2 and line.startswith(f"{card.feed}:{name}:")), None)
        found.append(("expectation_broken", name, text, f"signed off: {reason}" if reason else "look at it, then sign it off in params.yaml", max(1, now["rejected"])))
        if not reason:
            open_.append(text)
    return pl.DataFrame(found, schema=ISSUE, orient="row"), open_

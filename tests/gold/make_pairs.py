"""Writes tests/gold/pairs.jsonl: pairs of claims, labelled same event or not. Frozen: run once, before the weights were fitted.

Two kinds. `told_twice` and `near` pairs come from the gold coding of the sample dispatches (two reports of one event; two
events near each other). The others take a gold claim as one account and write a second account of the same event with
one or two departures that real feeds show (moved within the radius, day off within the precision, other toll, other
spelling, actor unnamed or named by its parent, dated by the day of publication), or an account of another event that
is hard to tell from it (same town and day, next day of the same campaign, second place of one sentence, next town, a
week later). Departures are chosen by the hash of the claim, so that the file is the same each time.

Usage: python tests/gold/make_pairs.py
"""

import datetime as dt
import hashlib
import json
import math
from pathlib import Path

FOLDER = Path(__file__).parent
KEEP = ("event_type", "sub_event_type", "event_date", "time_precision", "location_name", "admin1", "country_iso3", "latitude", "longitude",
        "geo_precision", "actor1_name", "actor1_type", "actor2_name", "actor2_type", "civilian_targeting", "fatalities_low", "fatalities_best",
        "fatalities_high")
SWAPS = (("al-", "el-"), ("sh", "ch"), ("kh", "h"), ("ou", "u"), ("aa", "a"), ("y", "i"), ("q", "k"), ("ee", "i"), ("dj", "j"))
OTHER = {  # a clearly different event that the same town may see on the same day
    "Battles": ("Protests", "Peaceful protest"), "Explosions/Remote violence": ("Protests", "Peaceful protest"), "Protests": ("Violence against civilians", "Attack"),
    "Riots": ("Strategic developments", "Arrests"), "Violence against civilians": ("Strategic developments", "Disrupted weapons use"),
    "Strategic developments": ("Riots", "Mob violence"),
}
NEIGHBOUR = {  # how another coder may type the same event
    "Armed clash": "Attack", "Government regains territory": "Armed clash", "Non-state actor overtakes territory": "Armed clash",
    "Shelling/artillery/missile attack": "Air/drone strike", "Air/drone strike": "Shelling/artillery/missile attack",
    "Protest with intervention": "Violent demonstration", "Peaceful protest": "Protest with intervention", "Suicide bomb": "Remote explosive/landmine/IED",
    "Remote explosive/landmine/IED": "Suicide bomb", "Abduction/forced disappearance": "Arrests", "Violent demonstration": "Mob violence",
}
EVENT_TYPE = {"Attack": "Violence against civilians", "Armed clash": "Battles", "Arrests": "Strategic developments", "Mob violence": "Riots",
              "Violent demonstration": "Riots", "Protest with intervention": "Protests"}


def draw(claim: dict, salt: str, count: int) -> int:
    """A number below `count`, decided by the claim and the salt."""
    text = json.dumps(claim, sort_keys=True) + salt
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % count


def moved(claim: dict, km: float, salt: str) -> dict:
    angle = math.radians(draw(claim, salt, 360))
    north, east = km * math.cos(angle) / 111.2, km * math.sin(angle) / (111.2 * max(0.2, math.cos(math.radians(claim["latitude"]))))
    return claim | {"latitude": round(claim["latitude"] + north, 4), "longitude": round(claim["longitude"] + east, 4)}


def dated(claim: dict, days: int, precision: int) -> dict:
    return claim | {"event_date": (dt.date.fromisoformat(claim["event_date"]) + dt.timedelta(days)).isoformat(), "time_precision": precision}


def toll(claim: dict, best: int) -> dict:
    return claim | {"fatalities_low": best, "fatalities_best": best, "fatalities_high": best}


def typed(claim: dict, sub: str) -> dict:
    kind = EVENT_TYPE.get(sub, claim["event_type"])
    return claim | {"sub_event_type": sub, "event_type": kind, "civilian_targeting": kind == "Violence against civilians" or claim["civilian_targeting"]}


def spelled(claim: dict) -> dict:
    name = claim["location_name"]
    for old, new in SWAPS:
        if old in name.lower():
            at = name.lower().index(old)
            return claim | {"location_name": name[:at] + (new.capitalize() if name[at].isupper() else new) + name[at + len(old):]}
    return claim | {"location_name": name + " town"}


def unnamed(claim: dict) -> dict:
    return claim | {"actor1_name": f"Unidentified Armed Group ({claim['country_iso3']})", "actor1_type": "Political militia"}


def same_event(claim: dict) -> dict[str, dict]:
    """Other accounts of the same event, by the name of the departure."""
    best = claim["fatalities_best"] or 0
    found = {
        "moved_within_radius": moved(claim, 4 + draw(claim, "km", 14), "m") | {"geo_precision": 2, "location_name": f"near {claim['location_name']}"},
        "week_precision": dated(claim, draw(claim, "w", 5) - 2, 2),
        "dated_by_publication": dated(claim, 1, 1),
        "other_toll": toll(claim, max(0, best + (1 + best // 4) * (1 if draw(claim, "t", 2) else -1))),
        "other_spelling": moved(spelled(claim), 1.5, "s"),
        "actor_unnamed": unnamed(claim),
        "province_only": moved(claim, 25 + draw(claim, "p", 20), "p") | {"geo_precision": 3, "location_name": claim["admin1"] or claim["location_name"]},
        "toll_and_spelling": toll(moved(spelled(claim), 2.5, "ts"), best + 2),
    }
    if claim["sub_event_type"] in NEIGHBOUR:
        found["other_type"] = typed(claim, NEIGHBOUR[claim["sub_event_type"]])
    return found


def other_event(claim: dict) -> dict[str, dict]:
    """Accounts of other events that are hard to tell from this one."""
    best = claim["fatalities_best"] or 0
    kind, sub = OTHER[claim["event_type"]]
    stranger = {"actor1_name": f"Protesters ({claim['country_iso3']})", "actor1_type": "Protesters", "actor2_name": None, "actor2_type": None}
    return {
        "same_town_and_day": toll(claim | {"event_type": kind, "sub_event_type": sub, "civilian_targeting": kind == "Violence against civilians"} | stranger, 0),
        "next_day_of_campaign": toll(dated(claim, 1 if draw(claim, "c", 2) else 2, 1), best * 2 + 3),
        "second_place_of_sentence": moved(claim, 6 + draw(claim, "2", 12), "2") | {"location_name": "Second " + claim["location_name"], "same_report": True},
        "next_town": toll(moved(claim, 35 + draw(claim, "n", 40), "n") | {"location_name": "Other " + claim["location_name"]}, best + 5),
        "week_later": toll(dated(claim, 7 + draw(claim, "l", 3), 1), best + 1),
    }


def gold() -> list[tuple[str, int, dict]]:
    """(report, index, claim) of every gold claim with a point, in file order."""
    found = []
    for name in ("dispatches_part1.jsonl", "dispatches_part2.jsonl"):
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            report = json.loads(line)
            found += [(report["report_id"], i, claim) for i, claim in enumerate(report["claims"]) if claim["latitude"] is not None]
    return found


def from_gold(claims: list[tuple[str, int, dict]]) -> list[dict]:
    pairs = []
    for i, (left_report, _, left) in enumerate(claims):
        for right_report, _, right in claims[i + 1:]:
            days = abs((dt.date.fromisoformat(left["event_date"]) - dt.date.fromisoformat(right["event_date"])).days)
            same = left["event_key"] == right["event_key"]
            if left["country_iso3"] == right["country_iso3"] and (same and left_report != right_report or not same and days <= 7):
                pairs.append(pair("told_twice" if same else "near", left, right | {"same_report": left_report == right_report}, same))
    return pairs


def pair(kind: str, left: dict, right: dict, same: bool) -> dict:
    keep = lambda claim: {name: claim.get(name) for name in KEEP}
    return {"kind": kind, "same": same, "same_report": bool(right.get("same_report")), "left": keep(left), "right": keep(right)}


def main() -> None:
    claims = gold()
    pairs = from_gold(claims)
    once = {claim["event_key"]: claim for _, _, claim in claims}
    for key, claim in sorted(once.items()):
        for label, accounts in ((True, same_event(claim)), (False, other_event(claim))):
            names = sorted(accounts)
            picked = {names[draw(claim, f"{label}{n}", len(names))] for n in range(2)}
            pairs += [pair(name, claim, accounts[name], label) for name in sorted(picked)]
    lines = [json.dumps({"pair_id": f"pair-{i:04}"} | p, ensure_ascii=False, sort_keys=True) for i, p in enumerate(pairs, 1)]
    (FOLDER / "pairs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

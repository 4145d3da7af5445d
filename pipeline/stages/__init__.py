"""The stages: pure functions, one file each, named for the DVC stage, the output folder and the file.

A stage takes polars LazyFrames (the tables it reads, by keyword) and tunables (from params.yaml, by keyword), and
returns a dict of LazyFrames, one per table it writes, each with the columns declared in `schemas`. It opens no file,
reads no clock, starts no process. Which files feed which argument stands in `pipeline/run.py`.

| stage       | arguments                                                                 | returns                                               |
|-------------|---------------------------------------------------------------------------|-------------------------------------------------------|
| gazetteer   | GeoNames frames, curated places, countries                                | places, place_names                                   |
| registry    | curated actors, aliases, governments, sources                             | actors, actor_names, sources, source_names            |
| train       | labelled sentences                                                        | model (a row per feature and label), metrics          |
| ingest      | raw rows of one feed (through its adapter)                                | reports, rows, claims, claim_sources, evidence, rejects, out_of_scope, issues, accounting, coverage |
| extract     | reports (prose), places, place_names, actors, actor_names, sources, lexicon, model | claims, claim_sources, evidence, reports, issues, accounting |
| classify    | claims (all), claim_sources, reports, lexicon, model                      | claims, evidence                                      |
| geocode     | claims, places, place_names                                               | claims, evidence, issues                              |
| code_actors | claims, actors, actor_names                                               | claims, evidence, issues                              |
| deduplicate | claims, claim_sources, reports, ledger, decisions                         | events, event_claims, retired_events, ledger, claims, metrics |
| rate        | events, event_claims, claims, claim_sources, reports, sources             | events, sources, reports, metrics                     |
| release     | everything                                                                | the candidate folder                                  |

Who fills what in `claims` (columns in `schemas/claim.py`; all stages keep the whole schema, rows are never dropped):
ingest and extract fill identity, `*_seen`, dates, tolls, stance and (from the feed's own codes or the text) the types;
extract also sets `place_id`, `latitude`, `longitude`, `geo_precision` where the text as a whole decided a place, and geocode keeps these;
classify completes types, `disorder_type`, `civilian_targeting`; geocode completes the place columns;
code_actors fills `actor*_id/name/type`, `assoc_actor*_ids`, `interaction`.
"""

COUNTED = ("ingest", "extract", "classify", "geocode", "code_actors", "deduplicate")  # stages that account for their rows, in their order

"""Folding makes one spelling of many, and forms for the scan are complete."""

import pytest

from pipeline.registry.build import surface_forms
from pipeline.registry.names import fold, skeleton, slug


@pytest.mark.parametrize(("one", "other"), [
    ("Al-Shabaab", "al Shabaab"), ("People's Defence Force", "Peoples Defense Force"), ("Séléka", "SELEKA"), ("Hay’at Tahrir al-Sham", "Hay'at Tahrir al Sham"),
    ("Labour Group", "labor group"), ("  Boko   Haram ", "boko haram"), ("JNIM: Group", "jnim group"), ("İslam", "islam"),
])
def test_spellings_fold_to_one(one, other):
    assert fold(one) == fold(other)


def test_niger_and_nigeria_differ_in_every_form():
    assert fold("Niger") != fold("Nigeria")
    assert skeleton(fold("Niger")) != skeleton(fold("Nigeria"))


def test_skeleton_forgives_articles_and_vowels():
    assert skeleton(fold("the Lebanese Hizbollah")) == skeleton(fold("Lebanese Hezbollah"))


def test_slug_is_safe_in_ids():
    assert slug("People's Defense Force - Ye-U") == "peoples-defense-force-ye-u"


def test_surface_forms_name_known_parties_only(registry):
    forms = surface_forms(registry)
    assert forms.height > 4000
    assert forms.filter(forms["folded"] == "").height == 0
    known = set(registry.parties)
    assert all(actor in known or actor.startswith("state:") for actor in forms["actor_id"])
    assert forms.equals(forms.unique().sort("folded", "actor_id", "form", *forms.columns, nulls_last=True))


def test_state_forms_resolve_on_every_alias(registry):
    from pipeline.registry.records import Hit
    from pipeline.registry.states import state_match

    for forms in registry.by_alias.values():
        for alias in forms:
            if alias.actor_id.startswith("state:"):
                _, iso3, branch = alias.actor_id.split(":", 2)
                branch, _, unit = branch.partition("/")
                hit = Hit("alias", "alias", "state", branch, (iso3,), unit=unit or None)
                assert state_match(hit, alias.alias, iso3, alias.valid_to or alias.valid_from, registry) is not None, alias

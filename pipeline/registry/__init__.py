"""Actors: who is meant by a name, in a country, on a day."""

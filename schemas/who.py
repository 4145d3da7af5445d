"""Who took part. Order has no meaning, except that a civilian target is always actor 2."""

from schemas.column import STRING, STRINGS, Column


def _side(n: int) -> tuple[Column, ...]:
    return (
        Column(f"actor{n}_id", STRING, f"Registry id of actor {n}; null when nobody is named or the name is not in the registry."),
        Column(f"actor{n}_name", STRING, f"Name of actor {n} in the registry's spelling, or as reported when it is not registered."),
        Column(f"actor{n}_type", STRING, f"Type of actor {n} on the day of the event.", vocabulary="actor_types"),
        Column(f"assoc_actor{n}_ids", STRINGS, f"Ids of allies of actor {n} and of identities of its members, or a feed's label where the registry has no id; empty list for none.",
               nullable=False),
    )


WHO = (
    *_side(1), *_side(2),
    Column("interaction", STRING, "The two actor types joined by a hyphen in code order, or `<type> only`.", vocabulary="interactions"),
)

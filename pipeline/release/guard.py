"""What a spreadsheet would run as a formula, made text again."""

# A text cell that begins with one of these is a formula to a spreadsheet; an apostrophe before it makes it text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def guard(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return GUARD + text if text.startswith(FORMULA_STARTS) else text

"""When it happened."""

from schemas.column import DATE, SMALL, Column, pl

WHEN = (
    Column("event_date", DATE, "Day of the event; the middle of the interval when the day is not known exactly.", nullable=False),
    Column("year", pl.Int16(), "Calendar year of event_date.", nullable=False, minimum=1900, maximum=2100),
    Column("date_start", DATE, "First day on which the event may have taken place.", nullable=False),
    Column("date_end", DATE, "Last day on which the event may have taken place.", nullable=False),
    Column("time_precision", SMALL, "How well the date is known: 1 the day, 2 the week or weekend, 3 the month, 4 vaguer.",
           nullable=False, vocabulary="time_precisions"),
)

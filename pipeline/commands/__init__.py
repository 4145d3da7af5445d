"""One file per command: its arguments, its words to people, and calls into the shell (`pipeline/io.py`, `pipeline/run.py`) and the stages.

Each module has one click command named `command`, whose help shows an example. Heavy imports stand inside the function.
"""

"""Errors that end a command with one clear line and a documented exit code."""


class SitrepError(Exception):
    """Something a user can mend: one line, what was seen, what was expected, what to do."""

    exit_code = 1


class Usage(SitrepError):
    """The command was called in a way it does not know."""

    exit_code = 2


class BadInput(SitrepError):
    """An input is structurally broken; nothing was ingested."""

    exit_code = 3


class ValidationFailed(SitrepError):
    """A law of the tables, the accounting or an expectation is broken; nothing was released."""

    exit_code = 4


class ReleaseExists(SitrepError):
    """A release of this version stands already, with other content."""

    exit_code = 5


class Locked(SitrepError):
    """Another build or publication is running."""

    exit_code = 6


class VerificationFailed(SitrepError):
    """A release is not what its checksums, laws or accounting say."""

    exit_code = 7

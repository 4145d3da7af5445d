"""The shell of the stages that are not report stages: which files go in, which tables come out."""

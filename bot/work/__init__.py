"""The corridor a job walks, one loop per file, all with the same start and stop."""

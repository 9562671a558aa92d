"""Figures, measured: `python -m bench NAME` runs `bench.NAME.main()`, which prints a table and one line of JSON."""

"""Fitting: a take brought to an exact length by whole bars, joined where it is heard least; or made to loop."""

"""The corridor that a job walks: asking, ordering, finishing, telling. Its loops are run side by side by `runner`."""

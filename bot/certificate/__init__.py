"""Certificates: one page per bed, for the file of a production. Drawn in worker processes."""

"""Audio bytes: probe, decode, level, encode and picture, in worker processes."""

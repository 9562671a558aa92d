"""Mureka, through WaveSpeed."""

"""The built-in engine: the score (what is played) apart from the sound (how it sounds)."""

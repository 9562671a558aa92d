"""bgm: background music that fits, made where a team already talks."""

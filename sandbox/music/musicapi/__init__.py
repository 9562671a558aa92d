"""MusicAPI (musicapi.ai): sonic, producer and nuro, as documented up to 2026-10-07."""

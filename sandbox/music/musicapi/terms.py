"""What MusicAPI sells and for how much, as data: models, task types, credits. As read on 2026-10-07."""

from __future__ import annotations

from types import MappingProxyType

MODELS = ("sonic-v6", "sonic-v6-wild", "sonic-v6-mini")
RETIRED = MappingProxyType(
    dict.fromkeys(("sonic-v3-5", "sonic-v4", "sonic-v4-5", "sonic-v4-5-plus", "sonic-v5", "sonic-v5-5"), "sonic-v6")
)
"""Retired on 2026-09-09; still taken, and mapped onto the model that really plays."""
OLD_LIMITS = frozenset({"sonic-v3-5", "sonic-v4"})
"""Models with the short limits (prompt 3000, tags 200) and without vocal_gender."""

TASK_TYPES = (
    "create_music", "extend_music", "concat_music", "cover_music", "persona_music", "extend_upload_music",
    "cover_upload_music",
)  # fmt: skip
WITH_DURATION = frozenset({"create_music", "extend_music", "cover_music", "persona_music"})
WITH_START = frozenset({"extend_music", "extend_upload_music"})
WITH_CLIP = frozenset({
    "extend_music", "concat_music", "cover_music", "extend_upload_music", "cover_upload_music",
})  # fmt: skip

PRODUCER_MODELS = (
    "FUZZ-2.0", "FUZZ-2.0 Pro", "FUZZ-2.0 Raw", "FUZZ-1.1", "FUZZ-1.1 Pro", "FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-0.8",
    "FUZZ-3 demo", "Lyria 3 preview",
)  # fmt: skip

CREDITS = MappingProxyType(
    {
        "create_music": 20,
        "extend_music": 15,
        "concat_music": 2,
        "cover_music": 15,
        "persona_music": 20,
        "extend_upload_music": 15,
        "cover_upload_music": 15,
        "upload": 2,
        "upload_extend": 15,
        "upload_cover": 15,
        "wav": 2,
        "stems_basic": 30,
        "stems_full": 75,
        "midi": 1,
        "bpm": 1,
        "vox": 1,
        "upsample_tags": 1,
        "aligned_lyrics": 1,
        "persona": 1,
        "lyrics": 2,
        "producer": 12,
        "nuro": 10,
    }
)
"""Credits for one call. create, extend, concat, wav and stems as of 2026-10-07; the rest as of 2026-09-03 or older."""

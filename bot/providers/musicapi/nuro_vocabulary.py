"""The words that Nuro takes, as data (docs.musicapi.ai, create instrument and vocal music), and ours for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.replace("\n", " ").split(","))


def _pairs(text: str) -> Mapping[str, str]:
    lines = (line.partition(":") for line in text.strip().splitlines())
    return MappingProxyType({word.strip(): name.strip() for name, _, words in lines for word in words.split(",")})


GENRES = _words(
    """corporate, dance/edm, orchestral, chill out, rock, hip hop, folk, funk, ambient, holiday, jazz, kids, world,
    travel, commercial, advertising, driving, cinematic, upbeat, epic, inspiring, business, video game, dark, pop,
    trailer, modern, electronic, documentary, soundtrack, fashion, acoustic, movie, tv, high tech, industrial, dance,
    video, vlog, marketing, game, radio, promotional, sports, party, summer, beauty"""
)
MOODS = _words(
    """positive, uplifting, energetic, happy, bright, optimistic, hopeful, cool, dreamy, fun, light, powerful, calm,
    confident, joyful, dramatic, peaceful, playful, soft, groovy, reflective, easy, relaxed, lively, smooth, romantic,
    intense, elegant, mellow, emotional, sentimental, cheerful happy, contemplative, soothing, proud, passionate, sweet,
    mystical, tranquil, cheerful, casual, beautiful, ethereal, melancholy, sad, aggressive, haunting, adventure, serene,
    sincere, funky, funny"""
)
INSTRUMENTS = _words(
    """piano, drums, guitar, percussion, synth, electric guitar, acoustic guitar, bass guitar, brass, violin, cello,
    flute, organ, trumpet, ukulele, saxophone, double bass, harp, glockenspiel, synthesizer, keyboard, marimba, bass,
    banjo, strings"""
)
NEAREST = _pairs(
    """
    chill out: chillout, chillhop, lo-fi, lounge, downtempo
    dance/edm: edm, house, deep house, techno, trance
    orchestral: classical, modern classical
    inspiring: inspirational, motivational
    relaxed: chill, chilled, relaxing
    easy: laid-back, easygoing
    melancholy: melancholic
    mellow: warm
    soft: gentle, quiet
    lively: upbeat
    powerful: epic
    keyboard: keys, electric piano
    """
)
"""Ours, after its own, where it has not the very word."""
SUNG_GENRES = _pairs(
    """
    Folk: folk, acoustic, singer songwriter
    Pop: pop, indie pop, synth-pop
    Rock: rock, indie rock, alternative
    Hip Hop/Rap: hip hop, rap, boom bap
    R&B/Soul: r&b, soul
    Punk: punk
    Electronic: electronic, electro, synthwave
    Jazz: jazz, swing
    Reggae: reggae
    Pop Punk: pop punk
    Disco: disco
    Future Bass: future bass
    Trap Rap: trap
    Bossa Nova: bossa nova
    """
)
SUNG_MOODS = _pairs(
    """
    Happy: happy, cheerful, joyful, upbeat
    Dynamic/Energetic: energetic, dynamic, driving
    Sentimental/Melancholic/Lonely: sentimental, melancholic, melancholy, lonely
    Inspirational/Hopeful: inspirational, inspiring, hopeful, uplifting
    Nostalgic/Memory: nostalgic
    Excited: exciting
    Sorrow/Sad: sad
    Chill: chill, chilled
    Romantic: romantic
    Groovy/Funky: groovy, funky
    Dreamy/Ethereal: dreamy, ethereal
    Calm/Relaxing: calm, relaxing, relaxed, peaceful
    """
)
"""A song has one genre and one mood, of lists of their own."""

"""WaveSpeed on loopback: its predictions API with Mureka's music models, as its pages and its Python client know it."""

from sandbox.music.wavespeed.server import WaveSpeedServer

__all__ = ["WaveSpeedServer"]

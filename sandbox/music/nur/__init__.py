"""Nur on loopback: POST /v1/music/generate and GET /v1/music/{track_id}, as its pages document them."""

from sandbox.music.nur.server import NurServer

__all__ = ["NurServer"]

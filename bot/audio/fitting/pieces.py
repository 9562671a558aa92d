"""A plan of what is played: pieces of the take one after another, in frames at 48 kHz. Plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audio.pcm import RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The take from `begins` to `ends`.

    Over the `crossfade` frames before it begins, what the piece before it plays gives way to what the take holds before
    `begins`: from its first frame on a piece is heard alone. `tiny` is one of the many small steps of a stretch.
    """

    begins: int
    ends: int
    crossfade: int = 0
    tiny: bool = False

    @property
    def frames(self) -> int:
        return self.ends - self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of a bed: silence, pieces, silence. With `wrap` the end crossfades into what comes before its beginning."""

    pieces: tuple[Piece, ...]
    wrap: int = 0
    """Frames of the crossfade from the end of a loop to its beginning."""
    lead: int = 0
    """Frames of silence at the head."""
    fade_in: int = 0
    fade_out: int = 0
    """Frames that the last of the music fades over."""
    rest: int = 0
    """Frames of silence at the end."""

    @property
    def sounding(self) -> int:
        """Frames that are not added silence."""
        return sum(piece.frames for piece in self.pieces)

    @property
    def frames(self) -> int:
        return self.lead + self.sounding + self.rest

    @property
    def seconds(self) -> float:
        return self.frames / RATE

    def heard_at(self, frame: int) -> tuple[int, ...]:
        """Where in the bed a frame of the take is heard, in order; more than once where it is repeated. What is only
        heard as it fades at a join counts where it comes, not where it goes."""
        found, at = [], self.lead
        for index, piece in enumerate(self.pieces):
            begins = piece.begins - (0 if piece.tiny else piece.crossfade)
            goes_on = index + 1 < len(self.pieces) and self.pieces[index + 1].tiny
            fading = 0 if goes_on or index + 1 == len(self.pieces) else self.pieces[index + 1].crossfade
            if begins <= frame < piece.ends - fading and not (piece.tiny and frame < self.pieces[index - 1].ends):
                found.append(max(at + frame - piece.begins, 0))
            at += piece.frames
        return tuple(found)

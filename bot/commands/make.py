"""bgm make TEXT -o FILE: a bed without Slack, with a progress bar."""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.audio.bed import Bed, FinishOrder, make_bed
from bot.composer.ask import Ask
from bot.composer.engine import ENGINE, make_take
from bot.composer.rendered import Rendered
from bot.domain.brief import FORMATS, Brief, read
from bot.domain.cutdown import cut_to
from bot.domain.errors import BriefRefused
from bot.domain.naming import bed_name, clock
from bot.domain.plan import first_lengths
from bot.domain.reading.levels import LEVELS
from bot.domain.sound import RATE
from bot.settings import BUILTIN

WIDTH = 30
ELSEWHERE = (
    "bgm make asks no music API: what is paid for belongs where it is remembered. Ask the bot in Slack, or for nothing "
    "the one in the sandbox."
)


def run(arguments: Sequence[str]) -> int:
    """Writes the bed and prints where it is and what was measured."""
    parser = _parser()
    if not arguments or arguments[0] in {"-h", "--help"}:
        parser.print_help()
        return 0 if arguments else 2
    options = parser.parse_args(arguments[1:])
    brief = read(arguments[0])
    if brief.provider not in {None, BUILTIN}:
        raise BriefRefused(ELSEWHERE, f"bgm sandbox --provider {brief.provider} --request 'calm lo-fi 0:30' --exit")
    if not brief.instrumental:
        raise BriefRefused("The built-in engine can't sing. Leave the vocals out.")
    seed = next(given for given in (options.seed, brief.seed, secrets.randbelow(1_000_000)) if given is not None)
    out = _out(options.out, brief)
    ask = Ask(brief=brief, seed=seed, lengths=first_lengths(brief), loop=options.loop or brief.loop)
    if ask.loop and brief.fade:
        raise BriefRefused("A loop has no end that could fade away. Leave out the loop or the fade.")
    with tempfile.TemporaryDirectory(prefix="bgm-make-") as folder:
        rendered = make_take(ask, Path(folder) / "take.flac", stems=options.stems, progress=_Bar())
        for cut in (cut_to(brief, seconds) for seconds in (ask.lengths[-1], *brief.cutdowns)):
            path = out if cut.duration == ask.lengths[-1] else _beside(out, cut)
            bed = make_bed(_order(cut, rendered.path, Path(folder), _format(out), seed=seed, loop=ask.loop))
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(bed.path, path)
            print(_receipt(path, bed, rendered, seed))
    return 0


def _order(brief: Brief, take: Path, folder: Path, form: str, *, seed: int, loop: bool) -> FinishOrder:
    """The bed that the brief asks of the take."""
    return FinishOrder(
        take=take,
        out=folder,
        name="bed",
        format=form,
        frames=round(first_lengths(brief)[0] * RATE),
        target_lufs=LEVELS["bed"] if brief.loudness is None else brief.loudness,
        tags=_tags(brief, seed),
        picture=False,
        loop=loop,
        hits=brief.hits,
        climax=brief.climax,
        fade_out=brief.fade,
    )


def _beside(out: Path, brief: Brief) -> Path:
    """Where a cut-down goes: bed.wav has bed 0-15.wav beside it."""
    seconds = first_lengths(brief)[0]
    exact = "" if seconds == round(seconds) else f".{round(seconds % 1 * 1000):03d}"
    return out.with_name(f"{out.stem} {clock(int(seconds)).replace(':', '-')}{exact}{out.suffix}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bgm make TEXT", description="A bed without Slack, by the built-in engine.")
    parser.add_argument("-o", "--out", type=Path, help="the file; its ending says the format (mp3, wav, flac, ogg)")
    parser.add_argument("--loop", action="store_true", help="no ring-out: the end runs into the beginning")
    parser.add_argument("--stems", type=Path, metavar="FOLDER", help="one file per part, too")
    parser.add_argument("--seed", type=int, help="the same brief and seed give the same music")
    return parser


def _out(given: Path | None, brief: Brief) -> Path:
    return given or Path(f"{bed_name(brief, first_lengths(brief)[0], 'v1')}.{brief.format}")


def _format(out: Path) -> str:
    ending = out.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise BriefRefused(
            f"{out.name} should end in one of .{', .'.join(FORMATS)}.", "bgm make 'calm lo-fi 0:30' -o bed.wav"
        )
    return ending


def _tags(brief: Brief, seed: int) -> dict[str, str]:
    return {
        "title": brief.title or brief.description,
        "artist": f"bgm, {ENGINE}",
        "comment": f"{brief.description} | seed {seed}",
    }


def _receipt(out: Path, bed: Bed, rendered: Rendered, seed: int) -> str:
    return (
        f"{out}\n{bed.seconds:.3f} s · {bed.lufs:.1f} LUFS · {bed.true_peak:.1f} dBTP · {rendered.tempo:.0f} bpm · "
        f"{rendered.key} · {rendered.style} · {ENGINE}, seed {seed} · free"
    )


class _Bar:
    """Draws how far it is, on a terminal only."""

    def __call__(self, share: float) -> None:
        if sys.stderr.isatty():
            filled = round(WIDTH * min(1.0, share))
            end = "\n" if share >= 1.0 else ""
            print(f"\rcomposing {'▓' * filled}{'░' * (WIDTH - filled)}", end=end, file=sys.stderr, flush=True)

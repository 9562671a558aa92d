"""`python -m sandbox`: the Slack alone, without a bot; `--demo` fills it with a canned thread to look at."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path

from sandbox.demo import Demo
from sandbox.slack.server import SandboxSlack


def main() -> None:
    """Start it, say where it is, and stay until Ctrl-C."""
    options = _options()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options.manifest, options.port, demo=options.demo))


async def _run(manifest: Path, port: int, *, demo: bool) -> None:
    async with SandboxSlack(manifest, port=port) as slack:
        player = Demo(slack) if demo else None
        if player is not None:
            await player.start()
        sys.stdout.write(f"Sandbox at {slack.url}/ (Ctrl-C ends it)\n")
        sys.stdout.flush()
        try:
            await asyncio.Event().wait()
        finally:
            if player is not None:
                await player.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="a canned script of messages in place of a bot")
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1 (a free one by default)")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"), help="the app's manifest")
    return parser.parse_args()


if __name__ == "__main__":
    main()

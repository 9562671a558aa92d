"""bgm sandbox: the bot with a Slack on this machine, and with music APIs where --provider names some; with --request,
one request from the command line."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.logs import set_up
from bot.settings import BUILTIN, PROVIDERS
from bot.settings.readers import providers
from bot.slack.plain import plain_message
from sandbox.session import Session, session
from sandbox.trial import Outcome, request

DEFAULT_PORT = 8642


def run(arguments: Sequence[str]) -> int:
    """Serves until Ctrl-C; with --request and --exit, 0 when the thread is finished, 1 with the reason when not."""
    options = _parser().parse_args(arguments)
    set_up("INFO" if options.verbose else "WARNING", ())
    try:
        return asyncio.run(_run(options))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"bgm: port {options.port} is taken, perhaps by another sandbox. Try --port 0.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bgm sandbox", description="The real bot, with a Slack on this machine.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"of the page ({DEFAULT_PORT}; 0: any free one)")
    parser.add_argument(
        "--provider",
        metavar="NAMES",
        type=_providers,
        default=(BUILTIN,),
        help=f"who makes the music, in order, with its API on this machine: {', '.join(PROVIDERS)} ({BUILTIN})",
    )
    parser.add_argument("--request", metavar="TEXT", help="type /bgm TEXT as a person would, and print the thread")
    parser.add_argument("--exit", action="store_true", help="end when that thread is finished")
    parser.add_argument("--out", type=Path, default=Path("var/sandbox"), help="where --request saves the audio")
    parser.add_argument("--verbose", action="store_true", help="show the bot's log")
    return parser


def _providers(text: str) -> tuple[str, ...]:
    try:
        return providers(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


async def _run(options: argparse.Namespace) -> int:
    async with session(port=0 if options.exit else options.port, providers=options.provider) as running:
        code = 0
        if not options.exit:
            _welcome(running)
        if options.request is not None:
            code = _report(running, await request(running, options.request, options.out))
        if not options.exit:
            await _stopped()
        return code


def _welcome(running: Session) -> None:
    lines = [f"A Slack of your own, with bgm in it: {running.slack.url}"]
    servers = dict.fromkeys(running.music.values())
    lines += [f"{type(server).__name__.removesuffix('Server')} on this machine: {server.url}" for server in servers]
    print("\n".join([*lines, "Ctrl-C ends it."]), flush=True)


def _report(running: Session, outcome: Outcome) -> int:
    names = {user.id: user.name for user in running.slack.world.users.values()}
    for at, message in enumerate(outcome.thread):
        indent = "    " if at else ""
        lines = [names.get(message["user"], message["user"])]
        lines += plain_message(message["text"], message.get("blocks") or (), names).splitlines()
        lines += [f"[{file['title']}]" for file in message.get("files", ())]
        lines += [" ".join(f":{r['name']}: {r['count']}" for r in message.get("reactions", ()))]
        print("\n".join(f"{indent}{line}" for line in lines if line), end="\n\n")
    for path in outcome.files:
        print(path)
    if outcome.failed:
        print(f"bgm: {outcome.failed}", file=sys.stderr)
    return 1 if outcome.failed else 0


async def _stopped() -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()

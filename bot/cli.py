"""The command line: run | sandbox | make | parse | doctor | jobs | job ID | settle ID | ledger | receipt | backup."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from bot.domain.errors import BgmError, BriefRefused, SettingsError

COMMANDS = {
    "run": "the bot, for a real workspace (Socket Mode, or HTTP without an app token)",
    "sandbox": "the bot with a Slack, and music APIs, on this machine: try it with no accounts",
    "make": "a bed without Slack: bgm make 'calm lo-fi 0:30' -o bed.wav",
    "parse": "what is understood of a brief: bgm parse 'calm lo-fi 0:30' --json",
    "doctor": "checks every setting, the database, the files folder and the tokens",
    "jobs": "the newest jobs, or all that run: bgm jobs --running",
    "job": "one job, move by move, with what was asked and returned: bgm job ID",
    "settle": "decides on a paid call whose answer was lost: bgm settle ID again, or give-up",
    "ledger": "every bed that was made, who asked and what it cost: bgm ledger --csv",
    "receipt": "all that is known of one bed: bgm receipt TAKE_ID --json",
    "backup": "a consistent copy of the database while the bot runs: bgm backup PATH",
}


def usage() -> str:
    """All commands, a line each."""
    rows = "\n".join(f"  bgm {name:<8} {meaning}" for name, meaning in COMMANDS.items())
    return (
        f"bgm: background music that fits, made where a team already talks.\n\n{rows}\n\nbgm COMMAND --help says more."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit code: 0 done, 1 failed, 2 refused for what was typed."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else "--help"
    if name in {"-h", "--help", "help"}:
        print(usage())
        return 0
    if name not in COMMANDS:
        print(f"bgm: there is no command {name!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return int(importlib.import_module(f"bot.commands.{name}").run(given[1:]))
    except BgmError as error:
        return refuse(error)
    except KeyboardInterrupt:
        return 130


def refuse(error: BgmError) -> int:
    """Says what happened and what to do, and answers the exit code."""
    match error:
        case BriefRefused(message=message, example=example):
            lines = [message, f"Try: {example}"]
        case SettingsError(problems=problems):
            lines = list(problems)
        case _:
            lines = [str(error)]
    print("\n".join(f"bgm: {line}" for line in lines), file=sys.stderr)
    return 2 if isinstance(error, BriefRefused | SettingsError) else 1


if __name__ == "__main__":
    sys.exit(main())

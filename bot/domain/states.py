"""The state diagram, drawn from the table of transitions; `python -m bot.domain.states` prints it."""

from __future__ import annotations

from bot.domain.job import ENDED, TRANSITIONS, State


def diagram() -> str:
    """The whole table as a mermaid state diagram."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for (state, event), to in TRANSITIONS.items():
        arrows.setdefault((state, to), []).append(event.value)
    lines = [f"    {state} --> {to}: {', '.join(events)}" for (state, to), events in arrows.items()]
    ends = [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.ACCEPTED}", *lines, *ends])


if __name__ == "__main__":
    print(diagram())  # noqa: T201 (it is what this command is for)

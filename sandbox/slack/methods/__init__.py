"""The Web API, one file per family of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.methods import apps, chat, conversations, files, reactions, users, views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.slack.calls import Method

METHODS: Mapping[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **users.METHODS,
    **views.METHODS,
}

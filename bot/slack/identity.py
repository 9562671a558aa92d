"""Who the bot is in its workspace: asked once, before anything listens, so that no listener ever needs to ask."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SettingsError, SlackError
from bot.slack.client import ask

_REFUSED = {
    "invalid_auth": "is not a token that Slack knows. Copy it anew from OAuth & Permissions of your Slack app.",
    "not_authed": "is empty. Copy it from OAuth & Permissions of your Slack app.",
    "token_revoked": "was revoked. Install the app into the workspace again and copy the new one.",
    "token_expired": "has expired. Install the app into the workspace again and copy the new one.",
    "account_inactive": "belongs to an app that was removed. Install it into the workspace again.",
    "not_allowed_token_type": "is of another kind: the bot needs its Bot User OAuth Token (xoxb-…).",
    "missing_scope": "lacks a permission. Reinstall the app with its current manifest.yml.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The bot as its workspace knows it."""

    bot_user_id: str
    bot_id: str
    team_id: str
    team: str = ""
    url: str = ""
    """The workspace's own address, e.g. https://team.slack.com/."""
    enterprise_id: str | None = None

    def permalink(self, channel: str, ts: str) -> str | None:
        """The address of a message."""
        if not self.url:
            return None
        return f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


async def identify(client: AsyncWebClient) -> Identity:
    """Asks auth.test once. Raises SettingsError for a token that will never work, SlackError or SlackSilent else."""
    try:
        answer = await ask(client.auth_test())
    except SlackError as error:
        if error.code in _REFUSED:
            raise SettingsError((f"SLACK_BOT_TOKEN {_REFUSED[error.code]}",)) from None
        raise
    if not answer.get("bot_id") or not answer.get("user_id"):
        raise SettingsError(("SLACK_BOT_TOKEN belongs to a person. The bot needs its Bot User OAuth Token (xoxb-…).",))
    enterprise = answer.get("enterprise_id")
    return Identity(
        bot_user_id=str(answer["user_id"]),
        bot_id=str(answer["bot_id"]),
        team_id=str(answer.get("team_id", "")),
        team=str(answer.get("team", "")),
        url=str(answer.get("url", "")),
        enterprise_id=str(enterprise) if enterprise else None,
    )

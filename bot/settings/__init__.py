"""Settings: from the environment and .env, every mistake reported at once, secrets wrapped."""

from bot.settings.addresses import SLACK_API
from bot.settings.loading import load
from bot.settings.names import NAMES, table
from bot.settings.secret import Secret
from bot.settings.values import BUILTIN, PROVIDERS, Settings

__all__ = ["BUILTIN", "NAMES", "PROVIDERS", "SLACK_API", "Secret", "Settings", "load", "table"]

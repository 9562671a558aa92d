"""The bot's own composer as a provider."""

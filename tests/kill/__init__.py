"""Kills the real bot, again and again, and lets a Slack that is never killed judge what it kept."""

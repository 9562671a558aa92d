"""Slack: thin listeners, pure views, one writer of mrkdwn, one speaker to threads."""

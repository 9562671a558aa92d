"""A Slack on this machine, with a web page, to try the real bot with no accounts."""

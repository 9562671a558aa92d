"""A Slack on this machine: its Web API, its sockets, its page, as strict as Slack."""

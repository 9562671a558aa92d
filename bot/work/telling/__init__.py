"""What is said in Slack: every step once, in the order of its thread."""

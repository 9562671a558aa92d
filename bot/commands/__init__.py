"""What `bgm` does on a command line, one file per command, each with `run(arguments) -> exit code`."""

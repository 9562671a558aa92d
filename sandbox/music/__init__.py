"""Music vendors on this machine: the APIs as they are documented, real sound from the built-in engine, bad days."""

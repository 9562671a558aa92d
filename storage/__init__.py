"""What bgm remembers: one store behind one protocol."""

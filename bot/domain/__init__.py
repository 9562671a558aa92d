"""What bgm decides: pure values and functions, nothing but the standard library."""

"""Music APIs behind one protocol, one file each."""

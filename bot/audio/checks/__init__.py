"""What is wrong with a take before anyone hears it: looked for in one pass, and mended where that can be."""

"""MusicAPI (musicapi.ai): Sonic, Producer and Nuro, three APIs under one key, one limit and one purse."""

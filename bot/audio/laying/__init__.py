"""A posted recording or clip, and a bed laid under it: what is read of it, how the bed gives way, and the preview.

The bot itself imports `orders` alone, which needs neither numpy nor FFmpeg; everything else is for workers.
"""

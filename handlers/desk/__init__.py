"""The editors' desk: cases added, changed and withdrawn; gaps found and mended; the library given out and taken in."""

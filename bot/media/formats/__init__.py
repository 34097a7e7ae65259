"""Readers of picture headers, one per format, that decode nothing.

Each module has `measure(source) -> Extent`: pixel size and number of frames as the headers tell them. It walks the
file's structure from end to end where the format allows it, in small reads, and raises PictureBroken when a part is
missing, cut off or impossible. Nothing of Pillow is involved, so a hostile file meets a few hundred lines of bounds-
checked Python before any decoder.
"""

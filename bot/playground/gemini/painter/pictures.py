"""Opening what people send and writing what was painted."""

from io import BytesIO

from PIL import Image, ImageOps, PngImagePlugin

_LARGEST_PIXELS = 100_000_000
_HEAD_KEY = "plantain-scene-height"
_TROUBLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class Unreadable(Exception):
    """The bytes are not a picture that can be opened."""


def measure(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as a viewer shows them; raises ``Unreadable``. Reads only the header."""
    try:
        with Image.open(BytesIO(data)) as image:
            turned = image.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004 - EXIF orientations 5 to 8 lie on their side
            width, height = image.size
    except _TROUBLE as error:
        raise Unreadable from error
    return (height, width) if turned else (width, height)


def scene_of(data: bytes, box: tuple[int, int]) -> Image.Image:
    """The picture without the caption of an earlier painting, decoded at least as large as ``box`` needs it."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                raise Unreadable
            image.draft("RGB", box)
            turned = ImageOps.exif_transpose(image)
            scene_height = _scene_height(turned)
            flat = _flat(turned)
    except _TROUBLE as error:
        raise Unreadable from error
    return flat.crop((0, 0, flat.width, scene_height))


def encode(image: Image.Image, picture_format: str, scene_share: float, padding: bytes = b"") -> bytes:
    """The file; ``scene_share`` is the part of the height above the caption, kept as a comment for a later edit.

    ``padding`` goes into a private chunk of a PNG, which viewers skip.
    """
    out = BytesIO()
    if picture_format == "JPEG":
        image.save(out, "JPEG", quality=92, comment=f"{_HEAD_KEY} {scene_share}".encode())
    else:
        notes = PngImagePlugin.PngInfo()
        notes.add_text(_HEAD_KEY, str(scene_share))
        if padding:
            notes.add(b"plNt", padding)
        image.save(out, "PNG", compress_level=1, pnginfo=notes)
    return out.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA", "P"):
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(ground, over).convert("RGB")
    return image.convert("RGB")


def _scene_height(image: Image.Image) -> int:
    note = str(image.info.get(_HEAD_KEY, ""))
    comment = image.info.get("comment", b"")
    if isinstance(comment, bytes) and comment.startswith(_HEAD_KEY.encode()):
        note = comment.decode("ascii", "replace").rpartition(" ")[2]
    try:
        share = float(note)
    except ValueError:
        return image.height
    return round(image.height * share) if 0.1 < share <= 1 else image.height  # noqa: PLR2004 - a forged note

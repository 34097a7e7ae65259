"""The caption below a scene: the wish in large letters, the wishes before it, the size, and the references."""

import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from bot.playground.gemini.painter.brief import Brief
from bot.playground.gemini.painter.pictures import Unreadable, scene_of

_PAPER = (250, 247, 240)
_INK = (38, 34, 44)
_FAINT = (126, 118, 124)
_STEP = "  \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_SPELT = str.maketrans({"—": "-", "\N{EN DASH}": "-", "→": ">", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})
Font = ImageFont.FreeTypeFont
Box = tuple[int, int, int, int]


def caption_height(width: int, height: int) -> int:
    """Even and the same for the same canvas, so that the caption of an edit takes the place of the one before."""
    return round(max(height * 0.16, min(height * 0.21, width * 0.14)) / 2) * 2


def draw_caption(canvas: Image.Image, box: Box, brief: Brief) -> None:
    left, top, right, bottom = box
    tall, pad = bottom - top, round(min(bottom - top, right - left) * 0.1)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle(box, fill=_PAPER)
    draw.line((left, top, right, top), fill=(214, 168, 60), width=max(2, tall // 60))
    pictures = _gallery(brief)
    edge = right - pad
    if pictures:
        edge = _thumbnails(canvas, pictures, (left + pad, top + pad, right - pad, bottom - pad)) - pad
    small = _font(max(9, round(min(tall * 0.105, (edge - left) * 0.05))))
    line = round(small.size * 1.35)
    _one_line(draw, (left + pad, bottom - pad - line), brief.caption, font=small, width=edge - left - pad)
    head = top + pad
    if brief.trail:
        story = "  ".join(printable(words) + _STEP for words in brief.trail[-6:])
        _one_line(draw, (left + pad, head), story, font=small, width=edge - left - pad, keep_end=True)
        head += line
    _fitted(draw, (left + pad, head, edge, bottom - pad - 1.4 * line), printable(brief.words) or "(no words)")


def printable(text: str) -> str:
    """The text in the letters that Pillow's built-in font has: accents dropped, other scripts as dots."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split())[:600].translate(_SPELT))
    kept = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if _has(letter) else "·" for letter in kept)


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    font = _font(16)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@lru_cache(maxsize=64)
def _font(size: int) -> Font:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return font


def _gallery(brief: Brief) -> list[tuple[str, bytes]]:
    named = [(f"reference {at}", data) for at, data in enumerate(brief.references, 1)]
    before = brief.edited is not None and brief.edited not in brief.references
    return [*([("before", brief.edited)] if before and brief.edited else []), *named][:8]


def _thumbnails(canvas: Image.Image, pictures: list[tuple[str, bytes]], box: Box) -> int:
    """Draws small prints from the right edge inwards; gives the left edge of the first."""
    left, top, right, bottom = box
    side = min(bottom - top, (right - left) // (2 * len(pictures)))
    draw = ImageDraw.Draw(canvas)
    font = _font(max(8, round(side * 0.135)))
    inner = round(side * 0.8)
    x = right - side * len(pictures)
    start = x
    for name, data in pictures:
        y = top + (bottom - top - side) // 2
        draw.rectangle((x + 3, y, x + side - 3, y + side), fill="white", outline=(218, 210, 200))
        canvas.paste(_thumbnail(data, inner), (x + (side - inner) // 2, y + round(side * 0.05)))
        words = (x + side / 2, y + side * 0.92)
        draw.text(words, name, fill=_INK, font=font, anchor="mm")
        x += side
    return start


def _thumbnail(data: bytes, side: int) -> Image.Image:
    mount = Image.new("RGB", (side, side), (236, 232, 224))
    try:
        scene = scene_of(data, (side, side))
    except Unreadable:
        return mount
    scene.thumbnail((side, side), Image.Resampling.BICUBIC)
    mount.paste(scene, ((side - scene.width) // 2, (side - scene.height) // 2))
    return mount


def _one_line(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    *,
    font: Font,
    width: float,
    keep_end: bool = False,
) -> None:
    text = printable(text) if not keep_end else text
    shown = text
    while len(shown) > 1 and font.getlength(shown) > width:
        text = text[1:] if keep_end else text[:-1]
        shown = f"…{text}" if keep_end else f"{text}…"
    draw.text(at, shown, fill=_FAINT, font=font)


def _fitted(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], text: str) -> None:
    """The text as large as fits; what is still too long at the smallest size ends in an ellipsis."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    size = max(10, int(min(height * 0.62, width * 0.14)))
    smallest = max(8, int(height * 0.14))
    while True:
        font = _font(size)
        rows = _wrapped(text, font, width)
        room = max(1, int(height / (size * 1.2)))
        if len(rows) <= room or size <= smallest:
            break
        size = max(smallest, int(size * 0.88))
    if len(rows) > room:
        rows = [*rows[: room - 1], f"{rows[room - 1][:-1]}…"]
    y = top + max(0.0, (height - len(rows) * size * 1.2) / 2)
    for at, row in enumerate(rows):
        draw.text((left, y + at * size * 1.2), row, fill=_INK, font=font)


def _wrapped(text: str, font: Font, width: float) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            rows[-1] = longer
            continue
        rows.append("")
        for letter in word:
            if font.getlength(rows[-1] + letter) > width and rows[-1]:
                rows.append("")
            rows[-1] += letter
    return [row for row in rows if row] or [""]

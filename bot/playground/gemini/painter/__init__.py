"""The painter: deterministic landscapes that show what was asked for, and edits that show what they edit.

The only importer of Pillow in the playground.
"""

from bot.playground.gemini.painter.brief import Brief
from bot.playground.gemini.painter.paint import paint
from bot.playground.gemini.painter.pictures import Unreadable, measure

__all__ = ["Brief", "Unreadable", "measure", "paint"]

"""What the words of a prompt mean to a painter of small landscapes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, int, int]

_TIMES: Mapping[str, str] = {
    "night": "night midnight moonlit moonlight stars starry dark 夜",
    "dusk": "dusk sunset evening twilight golden 傍晚 日落 黄昏",
    "dawn": "dawn sunrise morning 早晨 日出",
    "storm": "storm stormy thunder lightning tempest 暴风",
    "day": "day daylight noon sunny midday summer 白天 夏",
}
_WEATHERS: Mapping[str, str] = {
    "snow": "winter snow snowy frozen ice icy christmas blizzard 冬 雪",
    "leaves": "autumn fall october leaves 秋",
    "blossom": "spring blossom blossoms cherry petals 春",
    "rain": "rain rainy storm stormy wet drizzle 雨",
    "fog": "fog foggy mist misty haze hazy 雾",
    "stars": "night midnight starry stars 夜",
    "fireworks": "fireworks firework party celebration celebrate 烟花",
    "rainbow": "rainbow 彩虹",
    "grey": "monochrome noir grayscale greyscale black-and-white 黑白",
    "sepia": "sepia vintage old-fashioned retro",
    "sketch": "sketch drawing pencil lineart comic",
    "soft": "watercolour watercolor dreamy soft blurry painting",
}
_COLOURS: Mapping[str, Colour] = {
    "red": (214, 48, 49),
    "blue": (41, 98, 255),
    "green": (39, 174, 96),
    "yellow": (250, 204, 21),
    "orange": (245, 130, 32),
    "purple": (132, 60, 190),
    "violet": (132, 60, 190),
    "pink": (240, 98, 170),
    "teal": (0, 150, 150),
    "gold": (222, 170, 40),
    "brown": (130, 82, 45),
    "white": (246, 246, 250),
    "black": (18, 18, 26),
}
_THINGS: Mapping[str, str] = {
    "lighthouse": "lighthouse beacon 灯塔",
    "house": "house cottage cabin hut barn farmhouse home 房子",
    "castle": "castle fortress palace tower 城堡",
    "tree": "tree trees oak plantain banana palm park 树",
    "forest": "forest wood woods pine pines firs jungle 森林",
    "boat": "boat boats ship ships sail sailing sailboat yacht 船",
    "balloon": "balloon balloons airship zeppelin 气球",
    "birds": "bird birds gull gulls seagull seagulls crow crows geese swallows 鸟",
    "city": "city town skyline skyscraper skyscrapers village street tokyo paris london 城市",
    "mountain": "mountain mountains peak peaks alps volcano everest 山",
    "flowers": "flower flowers meadow tulip tulips rose roses garden sunflower 花",
    "cat": "cat cats kitten kitty 猫",
    "rocket": "rocket spaceship spacecraft space astronaut robot 火箭",
}
_SEA = "sea ocean beach coast island harbour harbor lighthouse boat ship sail lake bay surf wave waves gull 海"


@dataclass(frozen=True, slots=True)
class Mood:
    """What is to be seen; ``time`` is empty where the words name none."""

    time: str
    weather: tuple[str, ...]
    colour: Colour | None
    things: tuple[str, ...]
    sea: bool

    @property
    def empty(self) -> bool:
        return not (self.time or self.weather or self.colour or self.things)


def mood(words: str) -> Mood:
    def meant(names: str) -> bool:
        return any(name in heard if name.isascii() else name in words for name in names.split())

    heard = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", words.lower()[:4000]))
    return Mood(
        time=next((time for time, names in _TIMES.items() if meant(names)), ""),
        weather=tuple(weather for weather, names in _WEATHERS.items() if meant(names)),
        colour=next((colour for name, colour in _COLOURS.items() if name in heard), None),
        things=tuple(thing for thing, names in _THINGS.items() if meant(names)),
        sea=meant(_SEA),
    )

"""The model answered, but gave no picture."""

from bot.core.citations import Citations
from bot.core.errors.base import Cost, PlantainError, short
from bot.core.words import legible


class ModelRefused(PlantainError):
    """The model's answer has no picture. Google charges nothing or only for words; per-call gateways charge."""

    cost = Cost.MAYBE


class PromptBlocked(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model's safety filter stopped this request before drawing: please describe it differently."
        )


class PictureWithheld(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model drew this but its safety filter held the picture back: please ask for something milder."
        )


class ProhibitedContent(ModelRefused):
    def __init__(self) -> None:
        super().__init__("The model does not draw this kind of content: please ask for something else.")


class Recitation(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model stopped because the result was too close to an existing work: please make it more your own."
        )


class NoPicture(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model gave no picture this time: please say more plainly what should be drawn, and try again."
        )


class WordsOnly(ModelRefused):
    """The model answered in words; *words* are the model's own and are shown as such, with what grounds them."""

    def __init__(self, words: str, citations: Citations | None = None) -> None:
        quoted = short(legible(words), 600)
        super().__init__(f"The model answered in words instead of a picture: “{quoted}” Change the wish and try again.")
        self.citations = citations or Citations()


class AnswerStopped(ModelRefused):
    def __init__(self) -> None:
        super().__init__("The model stopped before the picture was finished: please try a simpler or shorter wish.")

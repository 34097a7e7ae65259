"""What calls have taught."""

from bot.gemini.experience import GONE, Experience


class Now:
    value = 0.0

    def __call__(self) -> float:
        return self.value


def test_lessons_belong_to_a_model_and_are_forgotten() -> None:
    """Providers change: after some hours everything is tried anew."""
    now = Now()
    experience = Experience(now, lasting=100)
    experience.learn("a", "size")
    experience.learn("a", GONE)
    assert experience.lessons("a") == {"size", GONE}
    assert experience.lessons("b") == frozenset()
    experience.forget("a", "size")
    experience.forget("b", "size")
    assert experience.lessons("a") == {GONE}
    now.value = 100
    assert experience.lessons("a") == frozenset()


def test_ids_that_are_gone_are_left_out_unless_all_are() -> None:
    """Asking for what is gone costs nothing, and being wrong for hours would."""
    experience = Experience(lambda: 0.0)
    experience.learn("a", GONE)
    assert experience.order(("a", "b", "c")) == ["b", "c"]
    for model in ("b", "c"):
        experience.learn(model, GONE)
    assert experience.order(("a", "b", "c")) == ("a", "b", "c")

"""What calls have taught."""

from bot.gemini.experience import ABSENT, GONE, Experience
from tests.gemini.clock import Now


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


def test_an_interface_that_is_absent_is_left_out_until_it_is_forgotten() -> None:
    """As a model that is gone is, and apart from any model."""
    now = Now()
    experience = Experience(now, lasting=100)
    experience.learn("newer", ABSENT)
    assert experience.order(("newer", "older")) == ["older"]
    now.value = 100
    assert experience.order(("newer", "older")) == ["newer", "older"]


def test_ids_that_are_gone_are_left_out_unless_all_are() -> None:
    """Asking for what is gone costs nothing, and being wrong for hours would."""
    experience = Experience(lambda: 0.0)
    experience.learn("a", GONE)
    assert experience.order(("a", "b", "c")) == ["b", "c"]
    for model in ("b", "c"):
        experience.learn(model, GONE)
    assert experience.order(("a", "b", "c")) == ("a", "b", "c")

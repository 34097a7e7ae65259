import pytest

from bot.playground.discord.rules import Length, Refused, Rule, Violation, broken, demand, refuse

SHORT = Length("name", 1, 3, "a page", required=True)


def test_errors_lie_at_the_path_of_their_field() -> None:
    """Violations become Discord's nested 50035 body, several per field."""
    with pytest.raises(Refused) as refused:
        demand([Violation(("components", 0), "A", "a"), Violation(("components", 0), "B", "b")], ("data",))
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert refused.value.body["errors"] == {
        "data": {"components": {"0": {"_errors": [{"code": "A", "message": "a"}, {"code": "B", "message": "b"}]}}}
    }


def test_nothing_wrong_raises_nothing() -> None:
    """No violation, no refusal."""
    demand([])


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({"name": "abc"}, None),
        ({"name": "abcd"}, "BASE_TYPE_BAD_LENGTH"),
        ({"name": ""}, "BASE_TYPE_BAD_LENGTH"),
        ({}, "BASE_TYPE_REQUIRED"),
        ({"name": 5}, "BASE_TYPE_BAD_TYPE"),
    ],
)
def test_a_length_is_checked(subject: dict[str, object], code: str | None) -> None:
    """Too long, too short, missing and wrong types each have their code."""
    assert [violation.code for violation in SHORT.check(subject, ())] == ([code] if code else [])


def test_rules_are_tables() -> None:
    """All broken rules are told at once."""
    rules: list[Rule[int]] = [Rule("a", lambda n: [Violation((), str(n), "")]), Rule("b", lambda _: [])]
    assert [violation.code for violation in broken(rules, 7)] == ["7"]


def test_named_refusals_carry_discord_s_codes() -> None:
    """A refusal by name has status, code and sentence, and no field errors."""
    assert refuse("unknown interaction").body == {"message": "Unknown interaction", "code": 10062}
    assert refuse("too large").status == 413

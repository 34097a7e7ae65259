import pytest

from tests.playground.discord.bare import bare_world


def test_a_dm_is_opened_once() -> None:
    """Two users share one DM, whoever asks."""
    world = bare_world()
    ada, grace = world.user("Ada"), world.user("Grace")
    assert world.direct(ada, grace) == world.direct(grace, ada) != world.direct(ada, world.bot)


def test_places_know_who_is_in_them() -> None:
    """The bot is in its guilds and its DMs and nowhere else."""
    world = bare_world()
    ada, grace = world.user("Ada"), world.user("Grace")
    foreign = world.add_channel(world.add_guild("Elsewhere", ada, has_bot=False), "far")
    assert [world.bot_is_in(place) for place in (world.channel("lounge"), foreign)] == [True, False]
    assert not world.bot_is_in(world.direct(ada, grace))
    assert world.members_of(foreign) == (ada.id,)


def test_names_find_people_and_channels() -> None:
    """What is not there is not found."""
    world = bare_world()
    assert world.channel("lighthouses").parent_id == world.channel("pictures").id
    with pytest.raises(StopIteration):
        world.user("Nobody")

from tests.playground.discord.bare import bare_world


def test_a_fresh_world_has_two_people_and_places_of_each_kind() -> None:
    """There are a guild with two channels and a thread, and a DM with each person."""
    world = bare_world()
    assert [user.name for user in world.users.values()] == ["Plantain", "Ada", "Grace"]
    assert [int(channel.kind) for channel in world.channels.values()] == [0, 0, 11, 1, 1]

from bot.playground.discord.records import Message, MessageFlag


def test_a_message_knows_its_state_by_its_flags() -> None:
    """Ephemeral, thinking and layout are read from Discord's bits."""
    flags = MessageFlag.EPHEMERAL | MessageFlag.LOADING
    message = Message(1, 2, 3, 0.0, flags=flags)
    assert (message.ephemeral, message.thinking, message.layout) == (True, True, False)
    assert Message(1, 2, 3, 0.0, flags=1 << 15).layout

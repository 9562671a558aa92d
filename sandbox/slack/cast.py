"""Who and what is in the sandbox's workspace at the start: people and channels, as data."""

from __future__ import annotations

from sandbox.slack.records import BOT_USER, Channel, User

PEOPLE = (
    User("U_ANN", "ann", "Ann Ahlgren", "#c2571a"),
    User("U_BEN", "ben", "Ben Okafor", "#2a6fb0"),
    User("U_CHLOE", "chloe", "Chloe Marchetti", "#7a4bb5"),
)


def people(bot_name: str) -> dict[str, User]:
    """The team by id, the bot among them."""
    bot = User(BOT_USER, bot_name, bot_name, "#1f8a70", is_bot=True)
    return {user.id: User(user.id, user.name, user.real_name, user.color) for user in PEOPLE} | {bot.id: bot}


def channels() -> dict[str, Channel]:
    """The channels by id: one of each kind that behaves differently, and a direct message per person."""
    rooms = [
        Channel("C_GENERAL", "general", topic="Everyone; the bot has not been invited"),
        Channel("C_VIDEO", "video", bot_is_member=True, topic="Cuts, captions and what plays beneath them"),
        Channel("C_DESIGN_PRIVATE", "design-private", "private", topic="Private, without the bot"),
        Channel("C_LEADS", "leads", "private", bot_is_member=True, topic="Private, with the bot"),
        Channel("C_ARCHIVED", "archived", bot_is_member=True, is_archived=True, topic="Closed last spring"),
        Channel("C_ANNOUNCEMENTS", "announcements", bot_is_member=True, is_read_only=True, topic="Read only"),
        Channel("C_SHARED_PARTNER", "shared-partner", bot_is_member=True, is_shared=True, topic="With a partner"),
    ]
    direct = [Channel(f"D_{user.id[2:]}", "bgm", "im", bot_is_member=True, people=(user.id,)) for user in PEOPLE]
    return {room.id: room for room in rooms + direct}

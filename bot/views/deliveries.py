"""What organizers read of messages that may not have arrived."""

from __future__ import annotations

from bot.domain.messages import Message
from bot.domain.programs import ProgramNews
from bot.views.blocks import actions, button, message, section
from bot.views.text import plain

POST = "deliveries.post"


def in_doubt(program: ProgramNews, *, delivery_id: int) -> Message:
    """Slack gave no answer to a post in the channel, and Kith may not read there."""
    said = (
        f"Slack gave no answer when Kith posted in <#{program.slack_channel_id}> for *{plain(program.name)}*, and Kith "
        "may not read there. Please have a look: if the message is missing, post it now."
    )
    return message(
        f"A message of {plain(program.name)} may be missing in its channel",
        [section(said), actions(button("Post it now", action_id=POST, value=str(delivery_id)))],
    )


def posted_again() -> Message:
    """What stands in place of that once it was pressed."""
    return message("It is on its way", [section("Thank you. The message is on its way to the channel.")])


def was_posted() -> Message:
    """Somebody else had pressed it, or it is too old."""
    return message("Nothing to post", [section("There is nothing left to post: somebody was faster.")])

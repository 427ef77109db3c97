"""What a page says first after something was done."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views import people

DONE: Mapping[str, str] = {
    "planned": "The next round is planned. It follows who comes and goes until it goes out.",
    "locked": "The group stays as it is, whatever is matched anew.",
    "unlocked": "The group may be matched anew.",
    "anew": "Everybody outside locked groups is matched anew.",
    "sent": "The round has begun. Each group is introduced at the next hour that is daytime for all of it.",
    "saved": "Your changes are saved.",
    "pause": "The program takes a break, and its channel reads so.",
    "resume": "The program goes on, and its channel reads so.",
    "end": "The program has ended. The last digest and the final report are on their way.",
    "erase": "The program is erased.",
    "text_saved": "It is saved. From now on it reads like this.",
    "taken": "You have this. The digests in Slack say so, too.",
    "roster_invited": "They are asked now, each in their own daytime. Whoever joins sees what was filled in for them.",
    "roster_undone": "The roster is taken back. Whoever has not joined is asked no more.",
    **people.DONE,
    "copied": "The copy starts. Its channel has read so, with a button to join.",
    "taken_over": "You organize it now, and its channel reads so. Under Access you can name others.",
    "broadcast_sent": "It goes out, to each in their own daytime.",
    "signed_out": "You are signed out.",
}

# What is said ahead of the weeks to come, by its kind
AHEAD: Mapping[str, str] = {
    "break": "Break: nothing goes out",
    "preview": "The next round, for you to look at",
    "councils_preview": "The councils, for you to look at",
    "introductions": "Introductions",
    "councils": "Councils are introduced",
    "council_meetings": "Councils read of their next meeting",
    "prompt": "Monday's prompt",
    "reminders": "“Today”: reminders of what people planned",
    "summary": "Summary",
    "digest": "Digest",
    "nudge": "A private word",
    "few_joined": "A warning that few have joined",
    "checkin": "Friday's check-in",
    "end": "The program is over",
    "last_reports": "The last digest and the final report",
    "closing": "Closing word",
}

"""What a page says first after something was done."""

from __future__ import annotations

from collections.abc import Mapping

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
    "person_asked": "They are asked in a direct message, in their daytime. A no is told to nobody.",
    "asked_before": "They were asked lately, so nothing more was sent: nobody is asked twice.",
    "person_removed": "They are out of the program, and are told kindly. Their buddies get others.",
    "person_paused": "They are on a pause, and are told. They can end it themselves.",
    "person_resumed": "The pause is over.",
    "apart": "From now on they are never in one group.",
    "apart_later": "They are kept apart from the next round on. Until then they stay buddies, unless you change it.",
    "may_meet": "They may be in one group again.",
    "parted": "They are not buddies any more. Each is matched with somebody else, and told as after any change.",
    "together": "They are one group of the next round. A proposal of it follows within minutes.",
    "not_together": "They are matched like everybody in the next round.",
    "broadcast_sent": "It goes out, to each in their own daytime.",
    "signed_out": "You are signed out.",
}

# What is said ahead of the weeks to come, by its kind
AHEAD: Mapping[str, str] = {
    "break": "Break: nothing goes out",
    "preview": "The next round, for you to look at",
    "introductions": "Introductions",
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

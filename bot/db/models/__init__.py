"""Tables by noun. Importing this package makes all of them known."""

from bot.db.base import index_by_workspace
from bot.db.models.advice import Advice
from bot.db.models.asks import Ask, Help, HelpQuestion, Offer
from bot.db.models.broadcasts import Broadcast, BroadcastReader
from bot.db.models.contacts import Contact
from bot.db.models.councils import (
    Council,
    CouncilLine,
    CouncilMeeting,
    CouncilMember,
    CouncilPlan,
    CouncilWaiting,
)
from bot.db.models.deliveries import Conversation, Delivery, DeliveryPerson, Pace, Worker
from bot.db.models.events import Event, EventGoer
from bot.db.models.follow_ups import FollowUp
from bot.db.models.goals import CheckIn, Goal, ParticipantWeek
from bot.db.models.interactions import Interaction
from bot.db.models.introductions import KnownPlace, NotIntroduced, TargetCompany, WarmIntroduction
from bot.db.models.landings import Landing
from bot.db.models.mentoring import MentorAgreement, MentorPair, MentorTalk, MentorWord
from bot.db.models.occurrences import HeldPrompt, Notice, Occurrence
from bot.db.models.organizer_acts import OrganizerAct
from bot.db.models.page import PageLink, PageSession
from bot.db.models.participants import (
    DoNotPair,
    MentorInvitation,
    Participant,
    ProgramApart,
    ProgramInvitation,
    TogetherNext,
)
from bot.db.models.practice import KnownCard, Path, PathStep
from bot.db.models.preparations import Preparation
from bot.db.models.programs import (
    Activity,
    ChannelPerson,
    DefaultGoal,
    DigestItem,
    Organizer,
    Program,
    ProgramBreak,
    Viewer,
)
from bot.db.models.rosters import Roster, RosterLine
from bot.db.models.rounds import BuddyGroup, GroupMember, Meeting, Round, Waiting, Worksheet
from bot.db.models.say import RoundWish, WishedPerson
from bot.db.models.sharing import Share
from bot.db.models.typed import TypedProposal
from bot.db.models.workspaces import DatabaseState, Installation, Member, OAuthState, Workspace

index_by_workspace()

__all__ = [
    "Activity",
    "Advice",
    "Ask",
    "Broadcast",
    "BroadcastReader",
    "BuddyGroup",
    "ChannelPerson",
    "CheckIn",
    "Contact",
    "Conversation",
    "Council",
    "CouncilLine",
    "CouncilMeeting",
    "CouncilMember",
    "CouncilPlan",
    "CouncilWaiting",
    "DatabaseState",
    "DefaultGoal",
    "Delivery",
    "DeliveryPerson",
    "DigestItem",
    "DoNotPair",
    "Event",
    "EventGoer",
    "FollowUp",
    "Goal",
    "GroupMember",
    "HeldPrompt",
    "Help",
    "HelpQuestion",
    "Installation",
    "Interaction",
    "KnownCard",
    "KnownPlace",
    "Landing",
    "Meeting",
    "Member",
    "MentorAgreement",
    "MentorInvitation",
    "MentorPair",
    "MentorTalk",
    "MentorWord",
    "NotIntroduced",
    "Notice",
    "OAuthState",
    "Occurrence",
    "Offer",
    "Organizer",
    "OrganizerAct",
    "Pace",
    "PageLink",
    "PageSession",
    "Participant",
    "ParticipantWeek",
    "Path",
    "PathStep",
    "Preparation",
    "Program",
    "ProgramApart",
    "ProgramBreak",
    "ProgramInvitation",
    "Roster",
    "RosterLine",
    "Round",
    "RoundWish",
    "Share",
    "TargetCompany",
    "TogetherNext",
    "TypedProposal",
    "Viewer",
    "Waiting",
    "WarmIntroduction",
    "WishedPerson",
    "Worker",
    "Worksheet",
    "Workspace",
]

"""The words that people use for what a catalogue has, by the stable keys of its activities; and words that say no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Synonym:
    """Words for an activity. `keys`: which it surely is; `or_else`: which it may be where a program has none of them.

    `takes_name`: whom it was with follows at once ("wrote to Ana"), else after "with".
    """

    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    or_else: tuple[str, ...] = ()
    takes_name: bool = False
    is_past: bool = False  # the words themselves say that it is over
    in_person: bool | None = None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE)


_CHAT = ("coffee_chat",)
_past_with_name = partial(Synonym, takes_name=True, is_past=True)
_THANKS = r"thank[- ]?you(?:[- ](?:note|message|mail|e-?mail|card))?|thanks"
_POSTING = r"(?:job\s+(?:ad|posting|lead|opening)|job|lead|posting|opening|vacancy)s?"
_SENT = r"(?:sent|gave|passed|forwarded|shared)\s+(?:[\w']+\s+){0,3}?(?:on\s+)?(?:an?\s+|the\s+|my\s+)?"

# Of two that begin at the same word the longer one counts, then the first.
SYNONYMS: Sequence[Synonym] = (
    Synonym(
        _words(r"informational\s+(?:interview|chat)|prepared\s+(?:conversation|chat|call)|mock\s+interview"),
        ("prepared_chat",),
        _CHAT,
    ),
    Synonym(
        _words(
            r"(?:talk(?:ed)?|spoke|chat(?:ted)?)\s+(?:to|with)\s+(?:an?\s+)?(?:complete\s+)?strangers?"
            r"|strangers?|small\s+talk"
        ),
        ("stranger",),
        _CHAT,
    ),
    Synonym(_words(r"(?:had\s+|got\s+|grabbed\s+)?(?:a\s+)?(?:virtual\s+)?(?:coffee(?:\s+chat)?|tea)s?"), _CHAT),
    Synonym(_words(r"(?:video|phone|zoom|teams)\s+(?:chat|call)|call|zoom|skype|facetime"), _CHAT, in_person=False),
    Synonym(_words(r"called|phoned|rang|zoomed\s+with"), _CHAT, takes_name=True, is_past=True, in_person=False),
    _past_with_name(_words(r"(?:talked|spoke|chatted|caught\s+up|met\s+up)\s+(?:to|with)"), _CHAT),
    Synonym(_words(r"(?:good\s+|nice\s+|great\s+)?(?:chat|catch[- ]?up|conversation|talk(?=\s+with\b))"), _CHAT),
    _past_with_name(_words(r"met\s+with"), _CHAT),
    Synonym(_words(r"lunch"), ("lunch",), _CHAT),
    Synonym(_words(r"breakfast|brunch|dinner|drinks?|beers?|walk|meeting|hung\s+out"), (), _CHAT),
    Synonym(
        _words(
            r"(?:career|job|trade|company)\s+fair|fair|meet-?ups?|conference|workshop|webinar|hackathon|panel"
            r"|networking(?:\s+(?:event|night|evening|breakfast|lunch|session|mixer))?|events?|seminar|lecture"
            r"|expo|summit|mixer|open\s+day|(?:went\s+to|attended|was\s+at)\s+(?:an?|the)\s+talk|info\s+session"
        ),
        ("event",),
    ),
    Synonym(
        _words(
            r"joined\s+(?:(?:an?|the|our|this)\s+)?(?:[\w&.+-]+\s+){0,4}?"
            r"(?:group|community|club|forum|server|slack|discord)"
        ),
        ("group",),
        ("event",),
        is_past=True,
    ),
    Synonym(
        _words(
            r"(?:posted|commented|published)(?:\s+(?:on|in|about)\b)?"
            r"|(?:wrote|published)\s+an?\s+(?:[\w-]+\s+)?(?:post|article|comment)"
        ),
        ("field",),
        is_past=True,
    ),
    _past_with_name(_words(r"introduced|connected(?=\s+(?:[\w.'-]+\s+){1,3}(?:to|with)\b)"), ("introduction",)),
    Synonym(
        _words(r"(?:asked\s+(?:[\w.'-]+\s+){1,3}?for\s+|got\s+|made\s+)?(?:an\s+)?intro(?:duction)?s?"),
        ("introduction",),
    ),
    Synonym(_words(rf"{_SENT}{_POSTING}|passed\s+on|referred"), ("lead",), is_past=True),
    Synonym(_words(r"gave\s+(?:[\w']+\s+){0,3}?(?:advice|feedback|tips)"), ("advice",), is_past=True),
    _past_with_name(_words(r"advised|helped|reviewed"), ("advice",)),
    _past_with_name(_words(r"(?:reconnected|got\s+back\s+in\s+touch)\s+with"), ("reconnect",), ("reach_out",)),
    _past_with_name(
        _words(r"followed[- ]up(?:\s+with)?|thanked|checked\s+in\s+with|replied\s+to|got\s+back\s+to"),
        ("follow_up",),
        ("reconnect", "reach_out"),
    ),
    Synonym(
        _words(rf"{_SENT}(?:{_THANKS})|wrote\s+(?:[\w']+\s+){{0,3}}?an?\s+(?:{_THANKS})"),
        ("follow_up",),
        ("reconnect", "reach_out"),
        is_past=True,
    ),
    Synonym(_words(r"follow[- ]ups?(?:\s+(?:call|e-?mail|message|mail))?"), ("follow_up",), ("reconnect", "reach_out")),
    _past_with_name(
        _words(r"wrote(?:\s+to)?|messaged|e-?mailed|mailed|texted|dm'?e?d|pinged|reached\s+out(?:\s+to)?|contacted"),
        ("reach_out",),
        ("reconnect", "follow_up"),
    ),
    Synonym(
        _words(r"(?:sent|wrote)\s+(?:[\w']+\s+){0,3}?(?:an?\s+)?(?:\w+\s+)?(?:message|e-?mail|mail|note|dm|text)s?"),
        ("reach_out",),
        ("reconnect", "follow_up"),
        is_past=True,
    ),
    Synonym(
        _words(r"(?:cold\s+)?(?:message|e-?mail)\s+to"), ("reach_out",), ("reconnect", "follow_up"), takes_name=True
    ),
)

MET = _words(r"met(?!\s+(?:up|with))|got\s+to\s+know|bumped\s+into|ran\s+into")
NEXT = _words(
    r"follow(?:ing)?[- ]?up(?!\s+(?:call|e-?mail|mail|message|meeting|chat))(?:\s+with)?"
    r"|(?:write|reach\s+out|get\s+back|reply|talk|speak)\s+(?:back\s+)?(?:to|with)"
    r"|e-?mail|mail|message|text|dm|write|ping|call(?!\s+with)|phone(?!\s+call)|contact|ask|thank(?!\s+you)|remind|check\s+in\s+with|be\s+in\s+touch\s+with|meet(?:\s+(?:up\s+)?with)?"
    r"|send|invite|catch\s+up\s+with|(?:have|grab|get|do)\s+(?:an?\s+)?(?:coffee|lunch|tea|call|chat)\s+with|visit|see(?!\s+you)"
)
# What may stand before a step that is to be done
TO_DO = re.compile(
    r"^(?:(?:(?:and|then|also|please|so|now|next)\s+)*"
    r"(?:(?:i\s+)?(?:need|want|have|plan|am\s+going|hope|would\s+like|still\s+have)\s+to|(?:i(?:'m|\s+am)\s+)?(?:going|planning)\s+to|gonna"
    r"|(?:i\s+)?(?:must|should|will|shall)|i'll|i'd\s+like\s+to|let's|remind\s+me\s+to|remember\s+to|don't\s+forget\s+to"
    r"|to[- ]?do:?|next(?:\s+step)?:?|reminder:?|to)?)\s*",
    re.IGNORECASE,
)
INTENT = _words(
    r"will|i'll|we'll|going\s+to|gonna|want(?:ed)?\s+to|wanna|plan(?:s|ned|ning)?|need\s+to|have\s+to|should|must|let's|would|could|can"
    r"|i'd|intend|schedul(?:ed?|ing)|booked|upcoming|hop(?:e|ing)|tr(?:y|ied|ying)\s+to|arrang(?:ed?|ing)|invited|looking|having|set\s+up"
)
NOT = _words(
    r"not|no|never|none|nobody|nothing|without|cancel(?:l?ed|s|ling)?|missed|skipped|postponed|moved|rescheduled|almost|nearly|if|unless|maybe"
    r"|perhaps|might|failed|instead|neither|nor|forgot|[a-z]+n't|(?:did|does|do|was|is|were|have|has|had|could|would|should|ca|wo)nt|hardly|off|supposed|meant\s+to|no-?show|ghosted|declined|refused|about\s+to"
)
ASKS = re.compile(
    r"^(?:how|what|when|where|why|who|whom|which|can|could|have\s+(?:i|you)|will\s+(?:i|you)"
    r"|(?:do|does|did|is|are|was|were|may|shall)\s+(?:i|you|we|it|there|he|she|they|my|that|this|the|anyone))\b",
    re.IGNORECASE,
)
# What says nothing of its own
FILLER = _words(
    r"an?|the|my|our|i|i've|we|we've|had|have|did|do|went|go|to|was|were|been|at|in|on|it|is|also|just|then|finally|today's|so|really|very"
    r"|great|good|nice|lovely|quick|short|long|brief|super|first|second|another|virtual|online|remote|phone|video|by|via|over|for|of|from"
    r"|attended|grabbed|got|took|made|held|done|log|logged|please|and|again|too|back|with|new|local|big|small|fun|interesting|this|that"
    r"|hi|hey|hello|kith|ok|okay|yes|update|minutes?|mins?|hours?|half|hour|one|person|some|time|their|there|out|up|me|us|together|as|well"
)
MANY = _words(r"two|three|four|five|six|seven|eight|nine|ten|several|many|few|couple|\d+|both|another\s+two")
# What may be a day, though none that is read
DAY_LIKE = _words(
    r"(?:new\s+year|christmas|easter|thanksgiving|birthday)(?:'s)?(?:\s+(?:eve|day))?|eve|holidays?|vacation|weekends?|nights?"
    r"|days?|weeks?|months?|years?|term|semester"
)
# What may begin a description that stands for a name: "my old boss"
DESCRIBES = re.compile(
    r"(?:an?|my|our|the|some|somebody|someone|his|her|their|another|people|friends?|colleagues?)\b", re.IGNORECASE
)
PRONOUNS = re.compile(r"her|him|them|it|me|us|you|this|that|these|those|everyone|everybody|each", re.IGNORECASE)
# "from" and "at" before these name no organisation
NO_ORGANISATION = re.compile(
    r"an?|the|my|our|his|her|their|work|school|uni(?:versity)?|college|church|home|lunch|dinner|noon|last|this"
    r"|yesterday|today|abroad|here|there",
    re.IGNORECASE,
)

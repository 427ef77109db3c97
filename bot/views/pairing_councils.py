"""A simulation of councils in words and numbers, for whoever runs `kith pairs simulate --councils`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.pairing.simulating_councils import CouncilSimulation


def rows(played: CouncilSimulation) -> Iterator[tuple[str, ...]]:
    """A row a week: councils, people in each, who came and left, how many went on in others, who is without one."""
    for number, week in enumerate(played.weeks, start=1):
        sizes = " ".join(str(len(group)) for group in week.councils)
        counts = (len(week.came), len(week.left), week.merged, len(week.waits))
        yield (str(number), str(len(week.councils)), sizes, *(str(count or "") for count in counts))


def facts(played: CouncilSimulation, *, circles: int) -> Iterator[str]:
    """What the table does not say."""
    yield f"Of {played.stayed} people who stayed, {played.kept} were in one council all the time."
    if circles > 1:
        yield f"Between different circles: {played.across} % of the pairs within the first councils."


def as_data(played: CouncilSimulation) -> dict[str, object]:
    """The same as JSON takes it."""
    return {
        "weeks": [
            {
                "councils": [list(group) for group in week.councils],
                "came": list(week.came),
                "left": list(week.left),
                "without": list(week.waits),
                "merged": week.merged,
            }
            for week in played.weeks
        ],
        "stayed": played.stayed,
        "kept": played.kept,
        "across_circles": played.across,
    }

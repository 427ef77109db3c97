"""The clock's part of the control API, and the address that apps poll."""

import asyncio

from sandbox.clock import STEP, duration, target_of
from sandbox.control.call import Call
from sandbox.model import Json

TICK_SECONDS = 0.1


def poll(call: Call) -> Json:
    """``GET /clock?app=NAME&busy=0|1``: product time for an app that follows the clock."""
    return call.control.clock.poll(call.text("app", "app"), busy=call.flag("busy"))


def show_clock(call: Call) -> Json:
    """Where the clock is and where it goes."""
    return call.control.clock.status()


def move_clock(call: Call) -> Json:
    """Set out: ``to``, ``advance`` or ``to_weekday`` with ``time`` and ``zone``; ``step`` sets the step's length."""
    clock = call.control.clock
    step = duration(call.args["step"], "step") if "step" in call.args else STEP
    clock.travel(target_of(call.args, clock.now()), step=step)
    if clock.travelling:
        call.sandbox.spawn(_keep_going(call))
    return clock.status()


async def _keep_going(call: Call) -> None:
    """Sees to it that an app that went away does not hold the clock for ever."""
    while call.control.clock.travelling:
        await asyncio.sleep(TICK_SECONDS)
        call.control.clock.advance()


def stop_clock(call: Call) -> Json:
    """Stay where it got to."""
    call.control.clock.stop()
    return call.control.clock.status()

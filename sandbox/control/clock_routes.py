"""The clock's part of the control API, and the address that apps poll."""

import asyncio

from sandbox.clock import STEP, duration, target_of
from sandbox.control.call import Call
from sandbox.model import Change, Json

TICK_SECONDS = 0.1
MOST_WAIT_SECONDS = 20


def poll(call: Call) -> Json:
    """`GET /clock?app=NAME&busy=0|1`: product time for an app that follows the clock."""
    return call.control.clock.poll(call.text("app", "app"), busy=call.flag("busy"))


async def show_clock(call: Call) -> Json:
    """Where the clock is and where it goes. With `wait`: answers when it arrives, or after so many seconds."""
    await _arrival(call, seconds=min(call.number("wait", 0), MOST_WAIT_SECONDS))
    return call.control.clock.status()


async def _arrival(call: Call, *, seconds: float) -> None:
    arrived = asyncio.Event()

    def on_change(change: Change) -> None:
        if change.kind == "clock_moved" and not call.control.clock.travelling:
            arrived.set()

    if not call.control.clock.travelling or seconds <= 0:
        return
    unsubscribe = call.store.subscribe(on_change)
    try:
        await asyncio.wait_for(arrived.wait(), seconds)
    except TimeoutError:
        pass
    finally:
        unsubscribe()


def move_clock(call: Call) -> Json:
    """Move the clock: `to`, `advance` or `to_weekday` with `time` and `zone`; `step` sets the step's length."""
    clock = call.control.clock
    step = duration(call.args["step"], "step") if "step" in call.args else STEP
    clock.travel(target_of(call.args, clock.now()), step=step)
    if clock.travelling:
        call.sandbox.spawn(_keep_going(call))
    return clock.status()


async def _keep_going(call: Call) -> None:
    """Go on without an app that went away, which would hold the clock for ever."""
    while call.control.clock.travelling:
        await asyncio.sleep(TICK_SECONDS)
        call.control.clock.advance()


def forget_follower(call: Call) -> Json:
    """Do not wait for an app that was killed."""
    call.control.clock.forget(call.text("app"))
    return call.control.clock.status()


def stop_clock(call: Call) -> Json:
    """Stop the clock where it is."""
    call.control.clock.stop()
    return call.control.clock.status()

"""What goes wrong on purpose: faults, rate limits, lost connections, tokens revoked, the app uninstalled."""

from dataclasses import asdict
from typing import get_args

from pydantic import ValidationError

from sandbox import installs
from sandbox.control.call import Call, ControlError
from sandbox.faults import Kind
from sandbox.guard import problems
from sandbox.model import Json

MOST_FACTOR = 1000


def list_faults(call: Call) -> Json:
    """The faults that are set, and the kinds there are."""
    return {"faults": call.sandbox.faults.listed(), "kinds": list(get_args(Kind))}


def set_fault(call: Call) -> Json:
    """Set a fault: `kind` and, if wanted, `method`, `count` (null: no end), `probability`, `seconds` …"""
    try:
        fault = call.sandbox.faults.add(**call.args)
    except ValidationError as error:
        raise ControlError("invalid_argument", problems(error)) from error
    call.store.emit("faults_changed", None)
    return {"fault": asdict(fault)}


def remove_fault(call: Call) -> Json:
    """Remove a fault."""
    if not call.sandbox.faults.remove(call.text("fault")):
        raise ControlError("fault_not_found", f"there is no fault {call.text('fault')}", status=404)
    call.store.emit("faults_changed", None)
    return {}


def clear_faults(call: Call) -> Json:
    """Remove all faults."""
    call.sandbox.faults.clear()
    call.store.emit("faults_changed", None)
    return {}


def set_limits(call: Call) -> Json:
    """Forget all calls counted so far and, with `factor`, set the limits anew (null: none, 1: Slack's)."""
    limiter = call.sandbox.limiter
    limiter.reset()
    if "factor" in call.args:
        factor = call.args["factor"]
        is_number = isinstance(factor, int | float) and not isinstance(factor, bool)
        if factor is not None and not (is_number and 0 < factor <= MOST_FACTOR):
            raise ControlError("invalid_argument", f"factor must be null or a number above 0, at most {MOST_FACTOR}")
        limiter.factor = factor
    return {"factor": limiter.factor}


async def disconnect(call: Call) -> Json:
    """Tell every Socket Mode connection to come back (`close`: and close it), as Slack does now and then."""
    told = await call.sandbox.hub.disconnect(reason=call.text("reason", "refresh_requested"), close=call.flag("close"))
    return {"connections": told}


def uninstall(call: Call) -> Json:
    """Uninstall the app from a workspace: it gets tokens_revoked and app_uninstalled."""
    workspace = call.workspace()
    if workspace.bot is None or workspace.bot.deleted:
        raise ControlError("not_installed", f"the app is not installed in {workspace.name}")
    installs.uninstall(call.store, workspace)
    return {}


def revoke(call: Call) -> Json:
    """Revoke the workspace's bot tokens: the app gets tokens_revoked."""
    tokens = installs.tokens_of(call.store, call.workspace())
    for token in tokens:
        installs.revoke(call.store, token)
    return {"revoked": len(tokens)}

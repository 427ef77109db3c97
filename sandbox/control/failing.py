"""What goes wrong on purpose: faults, rate limits, lost connections, tokens revoked, the app uninstalled."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import get_args

from sandbox import installs
from sandbox.control.call import Call, ControlError
from sandbox.faults import Fault, Kind
from sandbox.model import Json

_NUMBERS: dict[str, Callable[[int | float], int | float]] = {
    "count": int,
    "status": int,
    "probability": float,
    "seconds": float,
}
_KNOWN = {field.name for field in fields(Fault)} - {"id"}


def list_faults(call: Call) -> Json:
    """The faults that are set, and the kinds there are."""
    return {"faults": call.sandbox.faults.listed(), "kinds": list(get_args(Kind))}


def set_fault(call: Call) -> Json:
    """Set a fault: ``kind`` and, if wanted, ``method``, ``count`` (null: no end), ``probability``, ``seconds`` …"""
    if unknown := call.args.keys() - _KNOWN:
        raise ControlError("invalid_argument", f"unknown: {', '.join(sorted(unknown))}; known: {sorted(_KNOWN)}")
    wanted = {name: _number(name, value) if name in _NUMBERS else value for name, value in call.args.items()}
    try:
        fault = call.sandbox.faults.add(**wanted)
    except ValueError as error:
        raise ControlError("invalid_argument", str(error)) from error
    call.store.emit("faults_changed", None)
    return {"fault": asdict(fault)}


def _number(name: str, value: object) -> int | float | None:
    if value is None and name == "count":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ControlError("invalid_argument", f"{name} must be a number")
    return _NUMBERS[name](value)


def remove_fault(call: Call) -> Json:
    """Take a fault away."""
    if not call.sandbox.faults.remove(call.text("fault")):
        raise ControlError("fault_not_found", f"there is no fault {call.text('fault')}", status=404)
    call.store.emit("faults_changed", None)
    return {}


def clear_faults(call: Call) -> Json:
    """Take all faults away."""
    call.sandbox.faults.clear()
    call.store.emit("faults_changed", None)
    return {}


def set_limits(call: Call) -> Json:
    """Forget all calls counted so far and, with ``factor``, set the limits anew (null: none, 1: Slack's)."""
    limiter = call.sandbox.limiter
    limiter.reset()
    if "factor" in call.args:
        factor = call.args["factor"]
        if factor is not None and (isinstance(factor, bool) or not isinstance(factor, int | float) or factor <= 0):
            raise ControlError("invalid_argument", "factor must be null or a number above 0")
        limiter.factor = factor
    return {"factor": limiter.factor}


async def disconnect(call: Call) -> Json:
    """Tell every Socket Mode connection to come back (``close``: and close it), as Slack does now and then."""
    told = await call.sandbox.hub.disconnect(reason=call.text("reason", "refresh_requested"), close=call.flag("close"))
    return {"connections": told}


def uninstall(call: Call) -> Json:
    """Take the app out of a workspace: tokens_revoked and app_uninstalled are sent."""
    workspace = call.workspace()
    if workspace.bot is None or workspace.bot.deleted:
        raise ControlError("not_installed", f"the app is not installed in {workspace.name}")
    installs.uninstall(call.store, workspace)
    return {}


def revoke(call: Call) -> Json:
    """Revoke the workspace's bot tokens: tokens_revoked is sent."""
    tokens = installs.tokens_of(call.store, call.workspace())
    for token in tokens:
        installs.revoke(call.store, token)
    return {"revoked": len(tokens)}

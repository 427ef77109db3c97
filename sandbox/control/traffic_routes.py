"""The raw traffic between the app and the sandbox: the last calls and events, and counts since the start."""

from sandbox.control.call import Call
from sandbox.model import Json


def list_traffic(call: Call) -> Json:
    """The last `limit` (100) entries; `method` filters by a part of the name, `errors`=1 to failures."""
    limit = max(1, call.number("limit", 100))
    found = call.control.traffic.last(limit=limit, method=call.text("method", ""), errors=call.flag("errors"))
    return {"traffic": found}


def show_stats(call: Call) -> Json:
    """Calls and deliveries by method and error since the start, or since they were set to zero."""
    return {"methods": call.control.traffic.counts()}


def clear_stats(call: Call) -> Json:
    """Forget the traffic and set the counts to zero."""
    call.control.traffic.clear()
    return {}

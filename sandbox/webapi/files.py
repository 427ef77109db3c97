"""files.*: an upload in three steps (address, content, completion), as slack_sdk's files_upload_v2 does it."""

import mimetypes
import time

from sandbox import messages, serializers
from sandbox.errors import SlackError
from sandbox.model import Conversation, File, Json
from sandbox.webapi.call import Call, Method
from sandbox.webapi.chat import blocks_of, check_may_post

MAX_BYTES = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    """An address to put the content at, and the file's id."""
    name, length = call.needed("filename"), call.number("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments", messages=["[ERROR] must be greater than 0 [json-pointer:/length]"])
    if length > MAX_BYTES:
        raise SlackError("file_upload_size_restricted")
    workspace, file_id = call.workspace, call.store.ids.new("F")
    workspace.files[file_id] = File(
        id=file_id,
        team_id=workspace.id,
        user=call.token.user_id,
        name=name,
        title=name,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        content=b"",
        created=int(time.time()),
        url=f"{call.sandbox.url}/files/{workspace.id}/{file_id}/{name}",
    )
    return {"upload_url": f"{call.sandbox.url}/upload/{workspace.id}/{file_id}", "file_id": file_id}


def complete_upload(call: Call) -> Json:
    """Make uploaded files real, and share them in conversations if any are named."""
    entries = call.structured("files")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise SlackError("invalid_arguments", messages=["[ERROR] must provide an array [json-pointer:/files]"])
    files = [_uploaded(call, str(entry.get("id"))) for entry in entries]
    conversations, blocks = _targets(call), blocks_of(call)
    for entry, file in zip(entries, files, strict=True):
        file.title, file.completed = str(entry.get("title") or file.name), True
    for conversation in conversations:
        _share(call, conversation, files, blocks)
    return {"files": [serializers.file_object(file, call.workspace) for file in files]}


def _uploaded(call: Call, file_id: str) -> File:
    file = call.workspace.files.get(file_id)
    if file is None or file.user != call.token.user_id or not file.content:
        raise SlackError("file_not_found")
    return file


def _targets(call: Call) -> list[Conversation]:
    wanted = call.words("channels") or call.words("channel_id")
    found = []
    for channel in wanted:
        call.args["channel"] = channel
        conversation = call.conversation()
        check_may_post(call, conversation)
        found.append(conversation)
    return found


def _share(call: Call, conversation: Conversation, files: list[File], blocks: list[Json] | None) -> None:
    message = messages.post(
        call.store,
        conversation,
        call.bot,
        call.text("initial_comment"),
        blocks=blocks,
        thread_ts=call.text("thread_ts") or None,
        file_ids=[file.id for file in files],
    )
    for file in files:
        file.shared[conversation.id] = message.ts


def info(call: Call) -> Json:
    """One file."""
    file = call.workspace.files.get(call.text("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    return {
        "file": serializers.file_object(file, call.workspace),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(call: Call) -> Json:
    """Delete a file of the bot's own, everywhere it was shared."""
    file = call.workspace.files.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    if file.user != call.token.user_id:
        raise SlackError("cant_delete_file")
    del call.workspace.files[file.id]
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), tier=4),
    "files.info": Method(info, ("files:read",), tier=4),
    "files.delete": Method(delete, ("files:write",), tier=3),
}

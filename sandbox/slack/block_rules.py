"""What Slack refuses in blocks: counts, lengths, duplicate ids, pictures that are not there yet."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack.block_elements import element_errors, kind_of, text_errors
from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.slack.calls import Call
    from sandbox.slack.file_store import FileStore

Json = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ALL_TEXT = 13_200  # characters over all blocks of a message; more is msg_blocks_too_long
IN_MESSAGES = {"section", "divider", "header", "context", "actions", "image", "rich_text", "markdown", "video", "file"}
IN_MESSAGES |= {"context_actions", "table", "input"}
IN_VIEWS = {"section", "divider", "header", "context", "actions", "image", "input", "rich_text", "video"}


def checked_blocks(call: Call, name: str = "blocks") -> list[Json]:
    """The blocks of a message, ids given to those that have none.

    SlackError invalid_blocks_format, invalid_blocks, msg_blocks_too_long.
    """
    blocks = call.parsed(name, "invalid_blocks_format")
    if blocks is None:
        return []
    errors = block_errors(blocks, call.parts.files, in_view=False)
    if errors:
        raise refused("invalid_blocks", errors)
    if sum(len(t) for t in texts(blocks)) > ALL_TEXT:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def refused(code: str, errors: list[str]) -> SlackError:
    """The refusal with its list of reasons, in both places where Slack puts them."""
    return SlackError(code, errors=errors, response_metadata={"messages": [f"[ERROR] {e}" for e in errors]})


def block_errors(blocks: Any, files: FileStore, *, in_view: bool) -> list[str]:
    """Every reason to refuse these blocks, each with the place (a JSON pointer) where it is."""
    most, allowed = (VIEW_BLOCKS, IN_VIEWS) if in_view else (MESSAGE_BLOCKS, IN_MESSAGES)
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    errors = [f"no more than {most} items allowed [json-pointer:/blocks]"] if len(blocks) > most else []
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        at = f"/blocks/{index}"
        kind = kind_of(block)
        if kind not in allowed:
            errors.append(f"unsupported type: {kind} [json-pointer:{at}/type]")
            continue
        errors += _id_errors(block, seen, at) + _block_errors(block, files, at)
    return errors


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with a block_id each and an action_id for each element, as Slack gives them."""
    return [_with_ids(block) for block in blocks]


def texts(part: Any) -> Iterator[str]:
    """Every text that people read in these blocks."""
    if isinstance(part, list):
        for item in part:
            yield from texts(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)


def _with_ids(block: Json) -> Json:
    named = {"block_id": secrets.token_urlsafe(4), **block}
    for place in ("element", "accessory"):
        if isinstance(named.get(place), dict) and named[place].get("type") != "image":
            named[place] = {"action_id": secrets.token_urlsafe(4), **named[place]}
    if named["type"] == "actions":
        named["elements"] = [{"action_id": secrets.token_urlsafe(4), **e} for e in named["elements"]]
    return named


def _id_errors(block: Json, seen: set[str], at: str) -> list[str]:
    block_id = block.get("block_id")
    if block_id is None:
        return []
    if not isinstance(block_id, str) or len(block_id) > 255:
        return [f"must be less than 256 characters [json-pointer:{at}/block_id]"]
    if block_id in seen:
        return [f"duplicate block_id: {block_id} [json-pointer:{at}/block_id]"]
    seen.add(block_id)
    return []


def _block_errors(block: Json, files: FileStore, at: str) -> list[str]:
    checks = {
        "section": _section,
        "header": _header,
        "context": _context,
        "actions": _actions,
        "context_actions": _context_actions,
        "image": _image,
        "input": _input,
        "markdown": _markdown,
    }
    check = checks.get(block["type"])
    return check(block, files, at) if check else []


def _header(block: Json, _files: FileStore, at: str) -> list[str]:
    return text_errors(block.get("text"), 150, f"{at}/text", plain=True)


def _context(block: Json, files: FileStore, at: str) -> list[str]:
    return _elements(block, 10, files, at)


def _context_actions(block: Json, files: FileStore, at: str) -> list[str]:
    return _elements(block, 5, files, at)


def _actions(block: Json, files: FileStore, at: str) -> list[str]:
    return _elements(block, 25, files, at) or _same_actions(block, at)


def _markdown(block: Json, _files: FileStore, at: str) -> list[str]:
    over = len(str(block.get("text", ""))) > 12_000
    return [f"must be less than 12001 characters [json-pointer:{at}/text]"] if over else []


def _section(block: Json, files: FileStore, at: str) -> list[str]:
    errors: list[str] = []
    if "text" not in block and not block.get("fields"):
        errors.append(f"missing required field: text or fields [json-pointer:{at}]")
    if "text" in block:
        errors += text_errors(block["text"], 3000, f"{at}/text")
    fields = block.get("fields") or []
    if not isinstance(fields, list):
        return [*errors, f"must be an array [json-pointer:{at}/fields]"]
    if len(fields) > 10:
        errors.append(f"no more than 10 items allowed [json-pointer:{at}/fields]")
    for index, text in enumerate(fields):
        errors += text_errors(text, 2000, f"{at}/fields/{index}")
    if "accessory" in block:
        errors += element_errors(block["accessory"], files, f"{at}/accessory")
    return errors


def _elements(block: Json, most: int, files: FileStore, at: str) -> list[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        return [f"must have at least 1 item [json-pointer:{at}/elements]"]
    errors = [f"no more than {most} items allowed [json-pointer:{at}/elements]"] if len(elements) > most else []
    for index, element in enumerate(elements):
        place = f"{at}/elements/{index}"
        if block["type"] == "context" and kind_of(element) in ("mrkdwn", "plain_text"):
            errors += text_errors(element, 3000, place)
        else:
            errors += element_errors(element, files, place)
    return errors


def _same_actions(block: Json, at: str) -> list[str]:
    ids = [element["action_id"] for element in block["elements"] if element.get("action_id")]
    same = len(ids) != len(set(ids))
    return [f"action_id must be unique within its block [json-pointer:{at}/elements]"] if same else []


def _image(block: Json, files: FileStore, at: str) -> list[str]:
    title = text_errors(block["title"], 2000, f"{at}/title", plain=True) if "title" in block else []
    return element_errors({**block, "type": "image"}, files, at) + title


def _input(block: Json, files: FileStore, at: str) -> list[str]:
    errors = text_errors(block.get("label"), 2000, f"{at}/label", plain=True)
    if "hint" in block:
        errors += text_errors(block["hint"], 2000, f"{at}/hint", plain=True)
    return errors + element_errors(block.get("element"), files, f"{at}/element")

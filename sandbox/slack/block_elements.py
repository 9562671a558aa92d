"""What Slack refuses in the parts of blocks: texts, buttons, menus, pictures, inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.slack.file_store import FileStore

Json = dict[str, Any]

KINDS = {"button", "static_select", "multi_static_select", "overflow", "image", "plain_text_input", "radio_buttons"}
KINDS |= {"checkboxes", "users_select", "conversations_select", "channels_select", "datepicker", "timepicker"}
KINDS |= {"number_input", "email_text_input", "url_text_input", "feedback_buttons", "icon_button", "workflow_button"}
MOST_OPTIONS = {"static_select": 100, "multi_static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}


def text_errors(text: Any, most: int, at: str, *, plain: bool = False) -> list[str]:
    """What is wrong with a text object of at most `most` characters."""
    if kind_of(text) not in ("plain_text", "mrkdwn"):
        return [f"missing required field: text object [json-pointer:{at}]"]
    if plain and text["type"] != "plain_text":
        return [f"must be plain_text [json-pointer:{at}/type]"]
    words = text.get("text")
    if not isinstance(words, str) or not words:
        return [f"must be more than 0 characters [json-pointer:{at}/text]"]
    if len(words) > most:
        return [f"must be less than {most + 1} characters [json-pointer:{at}/text]"]
    if text["type"] == "mrkdwn" and "emoji" in text:
        return [f"additional property: emoji [json-pointer:{at}]"]
    return []


def kind_of(part: Any) -> str:
    """The `type` of a part of blocks; "" when it is none."""
    kind = part.get("type") if isinstance(part, dict) else None
    return kind if isinstance(kind, str) else ""


def element_errors(element: Any, files: FileStore, at: str) -> list[str]:
    """What is wrong with a button, a menu, an input or a picture."""
    if kind_of(element) not in KINDS:
        return [f"unsupported type [json-pointer:{at}/type]"]
    errors: list[str] = []
    action_id = element.get("action_id", "")
    if not isinstance(action_id, str) or len(action_id) > 255:
        errors.append(f"must be less than 256 characters [json-pointer:{at}/action_id]")
    if "placeholder" in element:
        errors += text_errors(element["placeholder"], 150, f"{at}/placeholder", plain=True)
    if "confirm" in element:
        errors += _confirm(element["confirm"], f"{at}/confirm")
    match element["type"]:
        case "button":
            errors += _button(element, at)
        case "image":
            errors += _picture(element, files, at)
        case "plain_text_input":
            errors += _text_input(element, at)
        case kind if kind in MOST_OPTIONS:
            errors += _options(element, MOST_OPTIONS[kind], at)
    return errors


def _button(button: Json, at: str) -> list[str]:
    errors = text_errors(button.get("text"), 75, f"{at}/text", plain=True)
    for name, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if len(str(button.get(name, ""))) > most:
            errors.append(f"must be less than {most + 1} characters [json-pointer:{at}/{name}]")
    if button.get("style", "primary") not in ("primary", "danger"):
        errors.append(f"must be a valid enum value [json-pointer:{at}/style]")
    return errors


def _picture(image: Json, files: FileStore, at: str) -> list[str]:
    errors = [] if image.get("alt_text") else [f"missing required field: alt_text [json-pointer:{at}]"]
    if len(str(image.get("alt_text", ""))) > 2000:
        errors.append(f"must be less than 2001 characters [json-pointer:{at}/alt_text]")
    source = image.get("slack_file")
    if source is not None:
        known = isinstance(source, dict) and files.is_picture(source.get("id"), source.get("url"))
        return errors if known else [*errors, f"invalid slack file [json-pointer:{at}/slack_file]"]
    url = str(image.get("image_url") or "")
    if not url.startswith(("http://", "https://")) or len(url) > 3000:
        errors.append(f"invalid image_url [json-pointer:{at}/image_url]")
    return errors


def _text_input(element: Json, at: str) -> list[str]:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    numbers = isinstance(shortest, int) and isinstance(longest, int)
    if not (numbers and 0 <= shortest <= 3000 and 1 <= longest <= 3000 and shortest <= longest):
        return [f"min_length and max_length must be within 0 and 3000 [json-pointer:{at}]"]
    return []


def _options(element: Json, most: int, at: str) -> list[str]:
    options = element.get("options")
    if not isinstance(options, list) or not options:
        return [f"must have at least 1 item [json-pointer:{at}/options]"]
    errors = [f"no more than {most} items allowed [json-pointer:{at}/options]"] if len(options) > most else []
    plain = element["type"] in ("static_select", "multi_static_select", "overflow")
    for index, option in enumerate(options):
        place = f"{at}/options/{index}"
        if not isinstance(option, dict):
            errors.append(f"must be an object [json-pointer:{place}]")
            continue
        errors += text_errors(option.get("text"), 75, f"{place}/text", plain=plain)
        if len(str(option.get("value", ""))) > 150:
            errors.append(f"must be less than 151 characters [json-pointer:{place}/value]")
    initial = element.get("initial_option")
    if initial is not None and initial not in options:
        errors.append(f"initial_option must exactly match one of the options [json-pointer:{at}/initial_option]")
    return errors


def _confirm(confirm: Any, at: str) -> list[str]:
    if not isinstance(confirm, dict):
        return [f"must be an object [json-pointer:{at}]"]
    errors = text_errors(confirm.get("title"), 100, f"{at}/title", plain=True)
    errors += text_errors(confirm.get("text"), 300, f"{at}/text")
    for name in ("confirm", "deny"):
        if name in confirm:
            errors += text_errors(confirm[name], 30, f"{at}/{name}", plain=True)
    return errors

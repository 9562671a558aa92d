"""Settings: every mistake at once, secrets hidden, docs and .env.example in step."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SettingsError
from bot.logs import HIDDEN, Redacted
from bot.settings import NAMES, Secret, Settings, load, table

ROOT = Path(__file__).parent.parent


def test_with_nothing_set_the_defaults_hold_and_what_slack_needs_is_named() -> None:
    settings = load({})
    assert settings == Settings()
    with pytest.raises(SettingsError) as caught:
        settings.require_slack()
    assert len(caught.value.problems) == 2
    assert "SLACK_BOT_TOKEN" in caught.value.problems[0]
    assert "SLACK_APP_TOKEN" in caught.value.problems[1]


def test_every_mistake_is_reported_at_once() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "nonsense",
        "BGM_PORT": "99999",
        "BGM_KEEP_DAYS": "soon",
        "BGM_PROVIDER": "builtin, orchestra",
        "SLACK_API_URL": "http://example.com/api",
        "BGM_DATABASE": "mysql://x",
        "BGM_LOG": "loud",
        "MUSICAPI_KEY": "two words",
        "MUSICAPI_URL": "ftp://api.example.com",
        "MUSICAPI_NURO": "perhaps",
        "NUR_URL": "https://me:secret@api.example.com/",
        "BGM_PUBLIC_URL": "http://bgm.example.com",
    }
    with pytest.raises(SettingsError) as caught:
        load(wrong)
    assert {problem.partition(":")[0] for problem in caught.value.problems} == set(wrong)


def test_a_wrong_secret_is_not_repeated_in_the_complaint() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"SLACK_BOT_TOKEN": "my-very-secret-value"})
    assert "my-very-secret-value" not in str(caught.value)


def test_a_wrong_key_is_not_repeated_in_the_complaint() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"MUSICAPI_KEY": "canary in words", "NUR_URL": "https://canary:canary@api.example.com"})
    assert len(caught.value.problems) == 2
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ({}, ("builtin",)),
        ({"MUSICAPI_KEY": "k"}, ("musicapi", "builtin")),
        ({"NUR_API_KEY": "k", "WAVESPEED_API_KEY": "k"}, ("mureka", "nur", "builtin")),
        ({"MUSICAPI_KEY": "k", "BGM_PROVIDER": "builtin"}, ("builtin",)),
        ({"MUSICAPI_KEY": "k", "BGM_PROVIDER": "Producer, musicapi, producer"}, ("producer", "musicapi")),
        ({"MUSICAPI_KEY": "k", "MUSICAPI_NURO": "on"}, ("musicapi", "builtin")),
        ({"MUSICAPI_KEY": "k", "MUSICAPI_NURO": "on", "BGM_PROVIDER": "nuro"}, ("nuro",)),
    ],
)
def test_a_key_that_is_set_is_used_unless_an_order_is_given(given: dict[str, str], order: tuple[str, ...]) -> None:
    assert load(given).providers == order


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"BGM_PROVIDER": "mureka"}, "BGM_PROVIDER: it names mureka, which needs WAVESPEED_API_KEY"),
        ({"BGM_PROVIDER": "builtin, nur"}, "BGM_PROVIDER: it names nur, which needs NUR_API_KEY"),
        ({"BGM_PROVIDER": "producer"}, "BGM_PROVIDER: it names producer, which needs MUSICAPI_KEY"),
        ({"BGM_PROVIDER": "nuro", "MUSICAPI_KEY": "k"}, "BGM_PROVIDER: it names nuro, which is off"),
        ({"MUSICAPI_NURO": "on"}, "MUSICAPI_NURO: it is on, and needs MUSICAPI_KEY"),
        ({"BGM_PUBLIC_URL": "https://bgm.example.com"}, "BGM_PUBLIC_URL: it needs BGM_PORT"),
    ],
)
def test_settings_that_need_each_other_are_mistakes_alone(given: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(given)
    assert [text for text in caught.value.problems if text.startswith(problem)] == list(caught.value.problems)


def test_a_key_that_is_wrong_is_not_said_to_be_missing_as_well() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"BGM_PROVIDER": "mureka", "WAVESPEED_API_KEY": "not a key"})
    assert len(caught.value.problems) == 1


def test_every_secret_there_can_be_is_known_to_the_log() -> None:
    """Whatever setting is read as a Secret is among those that redaction covers."""
    given = {name.variable: "xoxb-1" for name in NAMES if name.variable.endswith(("_KEY", "_SECRET", "BOT_TOKEN"))}
    settings = load({**given, "SLACK_APP_TOKEN": "xapp-1"})
    assert len(settings.secrets) == len(given) + 1 == 6


def test_only_apis_on_this_very_machine_are_exempt_from_the_guard() -> None:
    """Each for itself: what one provider names does not lead to the port of another."""
    given = {
        "MUSICAPI_URL": "http://127.0.0.1:4001",
        "NUR_URL": "http://localhost",
        "WAVESPEED_URL": "https://10.0.0.1",
    }
    sandbox = ("127.0.0.1", 4001)
    assert load(given).local_apis == {
        "musicapi": sandbox,
        "producer": sandbox,
        "nuro": sandbox,
        "nur": ("localhost", 80),
    }
    assert load({}).local_apis == {}


def test_the_environment_wins_over_dotenv(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BGM_KEEP_DAYS=7\nBGM_PORT=8080\n")
    settings = load({"BGM_PORT": "9090"}, tmp_path)
    assert (settings.keep_days, settings.port) == (7, 9090)


def test_http_needs_a_signing_secret_and_a_port() -> None:
    with pytest.raises(SettingsError, match="BGM_PORT"):
        load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}).require_slack()
    load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "BGM_PORT": "80"}).require_slack()


@given(st.text(min_size=4))
def test_a_secret_never_shows_itself(value: str) -> None:
    secret = Secret(f"canary{value}")
    assert "canary" not in f"{secret} {secret!r} {[secret]}"


def test_no_secret_survives_in_a_log_line_not_even_in_a_traceback() -> None:
    secret = Secret("s3cr3t-signing")
    formatter = Redacted([secret])
    error = RuntimeError("it was s3cr3t-signing and xoxb-123-abc and https://hooks.slack.com/commands/T1/2/xyz")
    info = (type(error), error, error.__traceback__)
    hook = f"https://bgm.example.com/hooks/nur/k1.{'5' * 40}"
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "Bearer %s at %s", ("abc.def", hook), info)
    text = formatter.format(record)
    for leak in ("s3cr3t-signing", "xoxb-123-abc", "hooks.slack.com", "abc.def", "5" * 40):
        assert leak not in text
    assert HIDDEN in text


def test_the_example_file_holds_every_setting_and_its_meaning() -> None:
    text = (ROOT / ".env.example").read_text()
    for name in NAMES:
        assert f"\n# {name.meaning}\n{name.variable}=" in text


def test_the_operating_page_holds_every_setting() -> None:
    """docs/operating.md holds the table that `python -m bot.settings` prints."""
    assert table() in (ROOT / "docs" / "operating.md").read_text()

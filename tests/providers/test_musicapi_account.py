"""Why MusicAPI refuses, what it calls back with, and what it says of a task that is not there."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Because, HookRefused, Limited, OutcomeUnknown, Refused
from bot.domain.ports.provider import Ways
from bot.domain.results import Broken, Pending
from bot.providers.http import Answer, Api
from bot.providers.musicapi import account, hooks

NOW = 1_795_000_000.0
SECRET = "s3cret"
API = Api(url="http://127.0.0.1:1", key="musicapi-key", name="MusicAPI")


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        (403, "Insufficient credits. Please top up your account.", Because.CREDITS),
        (403, "Your credits are too low for this plan", Because.CREDITS),
        (403, "You do not have enough credits", Because.CREDITS),
        (403, "Your account has no active subscription. Please contact support.", Because.ACCOUNT),
        (403, "", Because.ACCOUNT),
        (403, "Forbidden: API key disabled", Because.ACCOUNT),
        (403, "Your description needs moderation: it contains artist name 'X', not allowed.", Because.MODERATION),
        (403, "Copyrighted lyrics. Your credits were refunded to your account.", Because.MODERATION),
        (403, "The lyrics are inappropriate", Because.MODERATION),
        (403, "Wrong lyrics format", Because.WORDS),
        (400, "task not found", Because.GONE),
        (404, "clip not found", Because.GONE),
        (400, "The 'mv' field is invalid.", Because.WORDS),
        (401, "Invalid API key.", Because.ACCOUNT),
        (402, "insufficient_credits", Because.CREDITS),
        (410, "endpoint_retired", Because.RETIRED),
    ],
)
def test_a_refusal_is_told_apart_by_its_text(status: int, said: str, why: Because) -> None:
    assert account.because(status, said) is why


@given(st.integers(400, 499), st.text(max_size=400))
def test_no_text_breaks_the_telling_apart(status: int, said: str) -> None:
    assert account.because(status, said) in Because


def test_an_order_is_taken_with_and_without_a_code() -> None:
    assert account.task_id(Answer(200, {"message": "success", "task_id": "t1"}), "X") == "t1"
    assert account.task_id(Answer(200, {"code": 200, "data": {"task_id": "t2"}}), "X") == "t2"


def test_a_good_answer_without_an_id_is_an_unknown_outcome() -> None:
    with pytest.raises(OutcomeUnknown):
        account.task_id(Answer(200, {"message": "success"}), "X")
    with pytest.raises(OutcomeUnknown):
        account.task_id(Answer(200, {"code": 500, "message": "oops"}), "X")


def test_a_code_in_the_body_refuses_as_a_status_would() -> None:
    with pytest.raises(Refused, match="Insufficient credits") as caught:
        account.task_id(Answer(200, {"code": 403, "message": "Insufficient credits"}), "X")
    assert caught.value.because is Because.CREDITS
    with pytest.raises(Limited):
        account.task_id(Answer(200, {"code": 429, "message": "slow down"}), "X")


@pytest.mark.parametrize(("said", "back"), [("the credits were refunded", True), ("credits not refunded", None)])
def test_credits_given_back_are_heard(said: str, back: bool | None) -> None:
    assert account.refunded({"message": said}) is back
    assert account.refunded({"message": said, "refund_processed": False}) is False


def signed(body: dict[str, Any], *, at: float = NOW, secret: str = SECRET, **more: str) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body).encode()
    stamp = str(int(at))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"x-webhook-id": "w1", "x-webhook-timestamp": stamp, "x-webhook-signature": f"sha256={mac}"}
    return {**headers, **more}, raw


def test_a_signed_word_names_the_task_and_its_key() -> None:
    headers, raw = signed({"event": "song.completed", "task_id": "t1", "data": [{"state": "succeeded"}]})
    news = hooks.heard(API, headers, raw, secret=SECRET, now=NOW + 299)
    assert (news.key, news.provider_id) == ("w1 song.completed", "t1")


def test_the_words_of_one_task_are_told_apart_even_under_one_id_and_repeats_are_not() -> None:
    said = ("song.streaming", "song.completed", "song.completed")
    keys = [hooks.heard(API, *signed({"event": one, "task_id": "t1"}), secret=SECRET, now=NOW).key for one in said]
    assert len(set(keys)) == 2


def test_a_finished_task_is_looked_at_for_its_word_does_not_say_what_was_ordered() -> None:
    headers, raw = signed({"event": "song.completed", "task_id": "t1", "data": [{"state": "succeeded"}]})
    assert hooks.heard(API, headers, raw, secret=SECRET, now=NOW).look is None


def test_a_streaming_task_goes_on_and_a_failed_one_is_broken_in_the_vendors_words() -> None:
    headers, raw = signed({"event": "song.streaming", "task_id": "t1", "data": [{"state": "running"}]})
    assert hooks.heard(API, headers, raw, secret=SECRET, now=NOW).look == Pending()
    headers, raw = signed({"event": "song.failed", "task_id": "t1", "message": "upstream", "refund_processed": True})
    look = hooks.heard(API, headers, raw, secret=SECRET, now=NOW).look
    assert look == Broken("MusicAPI could not make it: “upstream”. The credits were given back.", refunded=True)


def test_a_key_that_a_webhook_repeats_is_read_by_nobody() -> None:
    headers, raw = signed({"event": "song.failed", "task_id": "t1", "message": "no to musicapi-key"})
    assert "no to …" in str(hooks.heard(API, headers, raw, secret=SECRET, now=NOW).look)
    _, raw = signed({"event": "song.completed", "data": [{"clip_id": "musicapi-key"}]})
    assert hooks.completed(API, raw) == {"event": "song.completed", "data": [{"clip_id": "…"}]}


def test_a_failure_beside_a_finished_twin_is_looked_at() -> None:
    headers, raw = signed({"event": "song.failed", "task_id": "t1", "data": [{"state": "succeeded"}]})
    assert hooks.heard(API, headers, raw, secret=SECRET, now=NOW).look is None


@pytest.mark.parametrize("late", [301.0, -301.0])
def test_a_stale_word_is_refused(late: float) -> None:
    headers, raw = signed({"event": "song.completed", "task_id": "t1"})
    with pytest.raises(HookRefused):
        hooks.heard(API, headers, raw, secret=SECRET, now=NOW + late)


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-webhook-signature": "sha256="},
        {"x-webhook-signature": "sha256=é"},
        {"x-webhook-signature": "sha256=\udcff"},  # how a byte that is no text comes from HTTP
        {"x-webhook-timestamp": "\udcff"},
        {"x-webhook-timestamp": "0"},
    ],
)
def test_a_word_that_is_not_signed_right_is_refused(wrong: dict[str, str]) -> None:
    headers, raw = signed({"event": "song.completed", "task_id": "t1"})
    with pytest.raises(HookRefused):
        hooks.heard(API, {**headers, **wrong}, raw, secret=SECRET, now=NOW)


def test_another_secret_or_none_refuses_everything() -> None:
    headers, raw = signed({"event": "song.completed", "task_id": "t1"}, secret="")
    for secret in ("", "other"):
        with pytest.raises(HookRefused):
            hooks.heard(API, headers, raw, secret=secret, now=NOW)


@given(st.binary(max_size=200))
def test_whatever_is_signed_is_read_or_refused(raw: bytes) -> None:
    mac = hmac.new(SECRET.encode(), f"{NOW:.0f}.".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"x-webhook-timestamp": f"{NOW:.0f}", "x-webhook-signature": mac}
    with suppress(HookRefused):
        assert hooks.heard(API, headers, raw, secret=SECRET, now=NOW).key


def test_without_a_secret_of_ours_nobody_is_asked_to_call() -> None:
    assert hooks.wanted(Ways(hook="https://bgm.example/h", hook_secret="x")) == {
        "webhook_url": "https://bgm.example/h",
        "webhook_secret": "x",
    }
    assert hooks.wanted(Ways(hook="https://bgm.example/h")) == {}
    assert hooks.wanted(Ways()) == {}

"""Addresses of ours: nobody can make one up, and a file's dies."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.signed import hidden
from bot.work.ordering.links import FILE_SECONDS, Links

LINKS = Links("https://bgm.example.com/", b"a secret")
OTHER = Links("https://bgm.example.com/", b"another secret")
WORDS = st.text(st.characters(categories=("L", "N"), include_characters="/-_. "), min_size=1, max_size=60)


def last(address: str | None) -> str:
    assert address
    return address.rsplit("/", 1)[1]


def test_a_webhook_address_leads_back_to_its_task_and_no_other_secret_opens_it() -> None:
    address = LINKS.hook("musicapi", "k1")
    assert address
    assert address.startswith("https://bgm.example.com/hooks/musicapi/k1.")
    assert LINKS.task_of(last(address)) == "k1"
    assert OTHER.task_of(last(address)) is None


@given(st.text(max_size=80))
def test_a_made_up_address_leads_nowhere(token: str) -> None:
    assert LINKS.task_of(token) is None
    assert LINKS.path_of(token, 0.0) is None


@given(WORDS, st.floats(1e9, 2e9))
def test_a_file_can_be_fetched_for_an_hour_and_no_longer(path: str, now: float) -> None:
    token = last(LINKS.file(path, now))
    assert LINKS.path_of(token, now) == path
    assert LINKS.path_of(token, now + FILE_SECONDS - 1) == path
    assert LINKS.path_of(token, now + FILE_SECONDS + 1) is None
    assert OTHER.path_of(token, now) is None


@given(WORDS, st.integers(0, 200), st.sampled_from("abc0_-."))
@example("ģ", 17, "0")  # another spelling of the same base64
def test_a_changed_file_address_is_none_of_ours(path: str, at: int, letter: str) -> None:
    token = last(LINKS.file(path, 1e9))
    changed = token[: at % len(token)] + letter + token[at % len(token) + 1 :]
    assert changed == token or LINKS.path_of(changed, 1e9) is None


def test_a_webhook_address_opens_no_file_and_tells_no_secret() -> None:
    """Each purpose is signed for itself."""
    assert LINKS.hook_secret("k1") not in str(LINKS.hook("musicapi", "k1"))
    assert LINKS.path_of(last(LINKS.hook("musicapi", "k1")), 0.0) is None


def test_without_a_public_address_there_are_none() -> None:
    here = Links(None, b"a secret")
    assert not here.public
    assert here.hook("musicapi", "k1") is None
    assert here.file("a.wav", 0.0) is None


@given(WORDS, st.floats(1e9, 1.999e9), st.text(max_size=20))
def test_whoever_repeats_an_address_of_ours_repeats_no_secret(path: str, now: float, around: str) -> None:
    """In logs, in what is stored of answers, in what people read."""
    for address in (LINKS.file(path, now), LINKS.hook("musicapi", "k1")):
        secret = last(address).partition(".")[2]
        assert address
        assert secret not in hidden(f"{around}{address}{around}")
    foreign = "https://cdn.example/files/7f3a9c.wav https://cdn.example/hooks/loop.mp3"
    assert hidden(f"{foreign} and the word", ["word"]) == f"{foreign} and the …"

"""Letters for tests of views: one that is ordinary, and a maker of hostile ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from bot.domain.brief import Brief
from bot.domain.job import Job, Kind, State
from bot.domain.ports import Letter
from bot.domain.receipt import Receipt
from bot.domain.thread import Post, PostKind, Take, TakeState, Thread
from bot.slack.blocks import Rendered

ANN = "U0ANN"
PERMALINK = "https://example.slack.com/files/U0BOT/F1/onboarding.mp3?a=1&b=2"

SNIPPETS = (
    "<!channel>", "<!here|here>", "<@U0BEN>", "<#C1|general>", "<https://evil.example|click>", "slack://open",
    "https://evil.example/x", "http://a.b", "mailto:a@b.cc", "ann@example.com", "evil.example", "@channel", "@here",
    "@everyone", ":tada:", "*bold*", "_it_", "~no~", "`code`", "```pre```", "> quote", "&lt;!channel&gt;", "&amp;",
    "&#60;", "`/bgm calm`", "\u202e", "\u200b", "\n", "\r\n", "\x00", "|", "\ud800", "🎵", "👩\u200d👧", "é", "{}",
    "{0}", "a" * 400, "&" * 900, "<" * 500,
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=30)), max_size=8).map(" ".join) | st.lists(
    st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=8)), max_size=12
).map("".join)
long_hostile = st.builds(lambda text, times: text * times, hostile, st.integers(1, 300))


def brief(**changes: Any) -> Brief:
    facts: dict[str, Any] = {
        "description": "calm lo-fi",
        "moods": ("calm",),
        "genres": ("lo-fi",),
        "duration": 45.0,
        "title": "Onboarding",
    }
    return Brief(**{**facts, **changes})


def job(**changes: Any) -> Job:
    facts: dict[str, Any] = {
        "id": "j1",
        "thread_id": "t1",
        "kind": Kind.MAKE,
        "brief": brief(),
        "asker": ANN,
        "created_at": 100.0,
        "updated_at": 112.0,
        "started_at": 101.0,
        "expected": 35.0,
        "seed": 4711,
        "lengths": (45.0,),
        "provider": "builtin",
        "state": State.WAITING,
        "shown_as": "j1:open",
    }
    return Job(**{**facts, **changes})


def receipt(**changes: Any) -> Receipt:
    facts: dict[str, Any] = {
        "seconds": 45.0,
        "frames": 2_160_000,
        "format": "mp3",
        "lufs": -20.04,
        "true_peak": -1.23,
        "tempo": 76.0,
        "key": "A minor",
        "engine": "built-in engine",
        "seed": 4711,
        "rights": "yours to use",
    }
    return Receipt(**{**facts, **changes})


def take(**changes: Any) -> Take:
    facts: dict[str, Any] = {
        "id": "k1",
        "thread_id": "t1",
        "job_id": "j1",
        "number": 1,
        "seed": 4711,
        "lengths": (45.0,),
        "provider": "builtin",
        "source": "k1.flac",
        "created_at": 110.0,
        "state": TakeState.DELIVERED,
        "receipt": receipt(),
        "permalink": PERMALINK,
    }
    return Take(**{**facts, **changes})


def letter(kind: PostKind, **changes: Any) -> Letter:
    post_facts = {name: changes.pop(name) for name in ("key", "words", "user", "take_id") if name in changes}
    the_job = changes.pop("job", job())
    post = Post(**{"key": "j1:x", "kind": kind, "thread_id": "t1", "job_id": the_job.id, **post_facts})
    thread = Thread(id="t1", channel="C0VIDEO", asker=ANN, title="Onboarding", created_at=100.0, root_ts="100.000001")
    facts: dict[str, Any] = {
        "thread": thread,
        "now": 122.0,
        "engine": "built-in engine",
        "offers": frozenset(Kind),
    }
    return Letter(post=post, job=the_job, **{**facts, **changes})


def laid(draw: st.DrawFn, text: st.SearchStrategy[str]) -> dict[str, Any]:
    """What was measured of a preview, if it is to be believed."""
    numbers = st.sampled_from([None, "x"]) | st.floats()
    return {
        "words": draw(st.none() | text | st.lists(text | st.none(), max_size=12)),
        "gain": draw(numbers),
        "dip": draw(numbers),
        "clearance": draw(st.none() | st.just({})),
    }


@st.composite
def hostile_letters(draw: st.DrawFn, text: st.SearchStrategy[str] = hostile) -> Letter:
    """Any post of any job in any state, with hostile text wherever a person or a vendor can put some."""
    words = st.lists(text, max_size=3).map(tuple)
    the_brief = brief(
        description=draw(text), moods=draw(words), genres=draw(words), instruments=draw(words), exclude=draw(words),
        title=draw(st.none() | text), takes=draw(st.integers(1, 4)), format=draw(text),
        instrumental=draw(st.booleans()), tempo=draw(st.none() | st.integers(40, 220)),
    )  # fmt: skip
    the_job = job(
        brief=the_brief, kind=draw(st.sampled_from(Kind)), state=draw(st.sampled_from(State)),
        reason=draw(st.none() | text), expected=draw(st.none() | st.floats(0, 1e5)),
        started_at=draw(st.none() | st.floats(0, 1e5)), parent=draw(st.sampled_from([None, "k0", "k9"])),
        details=draw(st.sampled_from([{}, {"title": draw(text), "style": draw(text), "laid": laid(draw, text)}])),
    )  # fmt: skip
    the_receipt = receipt(
        format=draw(text), engine=draw(text), model=draw(st.none() | text), cost=draw(text), rights=draw(text),
        key=draw(st.none() | text), tempo=draw(st.none() | st.floats(1, 300)), notes=draw(words),
    )  # fmt: skip
    facts = {"sections": draw(st.none() | text | st.lists(st.tuples(st.floats(), text) | text, max_size=20))}
    origin = draw(st.sampled_from(["made", "extended", "regenerated", "remade"]) | text)
    takes = (
        take(id="k0", job_id="j0"),
        take(
            number=2, parent="k0", origin=origin, state=draw(st.sampled_from(TakeState)), facts=facts,
            permalink=draw(st.sampled_from([None, PERMALINK]) | text), seed=draw(st.sampled_from([None, 7])),
            receipt=draw(st.sampled_from([None, the_receipt])),
        ),
    )  # fmt: skip
    return letter(
        draw(st.sampled_from(PostKind)), job=the_job, takes=takes, take_id=draw(st.sampled_from([None, "k0", "k1"])),
        words=draw(st.none() | text), engine=draw(text), user=ANN,
        offers=draw(st.sampled_from([frozenset(), frozenset(Kind)])), now=draw(st.floats(0, 1e6)),
    )  # fmt: skip


def texts(rendered: Rendered) -> Iterator[tuple[str, str]]:
    """Every (type, text) that Slack would show, the fallback text as mrkdwn."""
    yield "mrkdwn", rendered.text
    for block in rendered.blocks:
        yield from _texts(block)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value["type"], value["text"]
        for key, inner in value.items():
            if key == "accessibility_label":
                yield "plain_text", inner
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)

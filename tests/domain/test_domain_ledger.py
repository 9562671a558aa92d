"""What beds cost together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ledger import totals
from bot.domain.money import UNKNOWN, Price
from tests.domain.bed_records import FULL, a_record

FREE = replace(FULL, engine="built-in engine", cost="free")


def test_a_job_that_gave_several_beds_is_paid_for_once() -> None:
    twins = [a_record(take_id="v1"), a_record(take_id="v2"), a_record(take_id="v3", job_id="j2")]
    (total,) = totals(twins)
    assert (total.engine, total.beds, total.seconds, total.spent) == ("MusicAPI", 3, 135.0, Price(24.0, "credits"))


def test_units_are_never_added_up() -> None:
    dear = a_record(take_id="v2", job_id="j2", charged=Price(0.06, "USD"))
    assert {str(total.spent) for total in totals([a_record(), dear])} == {"12 credits", "$0.06"}


def test_what_is_free_is_free_and_what_nobody_priced_is_counted() -> None:
    free = a_record(take_id="v2", job_id="j2", receipt=FREE, charged=None)
    unknown = a_record(take_id="v3", job_id="j3", receipt=replace(FULL, cost=UNKNOWN, engine="Nur"), charged=None)
    by_engine = {total.engine: total for total in totals([a_record(), free, unknown])}
    assert str(by_engine["built-in engine"].spent) == "free"
    assert (by_engine["Nur"].spent, by_engine["Nur"].unknown) == (None, 1)
    assert by_engine["MusicAPI"].unknown == 0


def test_a_price_in_words_alone_is_none_that_can_be_summed() -> None:
    (total,) = totals([a_record(receipt=replace(FULL, cost="as agreed"), charged=None)])
    assert (total.spent, total.unknown) == (None, 1)


def test_a_free_bed_of_a_paid_provider_is_counted_with_the_others() -> None:
    fitted = a_record(take_id="v2", job_id="j2", receipt=replace(FULL, cost="free"), charged=None)
    (total,) = totals([fitted, a_record()])
    assert (total.beds, total.spent, total.unknown) == (2, Price(12.0, "credits"), 0)


def test_no_beds_cost_nothing_and_are_no_lines() -> None:
    assert totals([]) == ()


JOBS = st.dictionaries(
    st.sampled_from(["j1", "j2", "j3", "j4"]),
    st.tuples(st.sampled_from(["MusicAPI", "Nur"]), st.none() | st.integers(0, 50), st.integers(1, 3)),
)


@given(JOBS)
def test_every_bed_is_in_one_line_and_every_charge_counts_once(jobs: dict[str, tuple[str, int | None, int]]) -> None:
    records = [
        a_record(
            take_id=f"{job}-{number}",
            job_id=job,
            receipt=replace(FULL, engine=engine),
            charged=None if amount is None else Price(float(amount)),
        )
        for job, (engine, amount, count) in jobs.items()
        for number in range(count)
    ]
    found = totals(records)
    assert sum(total.beds for total in found) == len(records)
    assert sum(total.spent.amount for total in found if total.spent) == sum(
        amount or 0 for _, amount, _ in jobs.values()
    )

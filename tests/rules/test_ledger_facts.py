"""Claims against the brand's own books, worked by hand."""

from datetime import date

import pytest

from kpiframe.periods import Calendar, Grain
from kpiframe.rules.definition_facts import Setting
from kpiframe.rules.ledger_facts import ledger_facts, ledgers_of
from kpiframe.rules.seen import CardFacts, KpiSeen

MONTH = Calendar(Grain.MONTH).parse("2026-10")
META = {"measured_by": "platform_attributed", "ledger": {"kpi": "orders", "organic": "direct"}}
GOOGLE = {"measured_by": "platform_attributed", "ledger": "orders"}


@pytest.fixture
def facts(kpi, world):
    """Facts of the ledger "orders" of KPIs given as name=(value, what they say)."""

    def ask(ledger="orders", *, beside=(), **claims):
        made = [kpi(name, **said) for name, (_, said) in claims.items()]
        catalog, layout = world([k for k in made if k.name not in beside])
        catalog = type(catalog)(kpis={k.name: k for k in made})
        setting = Setting(catalog, date(2026, 11, 21), layout, {})
        card = CardFacts(seen={n: KpiSeen("scored", (v,)) for n, (v, _) in claims.items()}, periods=(MONTH,))
        return ledgers_of(setting), ledger_facts(ledger, card, setting)

    return ask


def test_claims_of_all_platforms_over_the_books(facts):
    ledgers, found = facts(meta=(620.0, META), google=(450.0, GOOGLE), orders=(1000.0, {}), direct=(300.0, {}))
    assert list(ledgers) == ["orders"]
    assert (found["platform_claims"], found["ledger_value"]) == (1070.0, 1000.0)
    assert found["self_attribution_ratio"] == 1.07
    assert found["organic_share"] == 0.3
    assert found["claimants"].en == "meta, google"
    assert (found["ledger"], found["ledger_label"].vi) == ("orders", "orders")


def test_tenths_add_up_to_no_more_than_the_whole(facts):
    tenths = {f"p{i}": (0.1, GOOGLE) for i in range(10)}
    _, found = facts(**tenths, orders=(1.0, {}))
    assert (found["platform_claims"], found["self_attribution_ratio"]) == (1.0, 1.0)  # and not 0.9999999999999999


def test_a_ledger_may_stand_beside_the_scorecard(facts):
    ledgers, found = facts(meta=(10.0, META), orders=(40.0, {}), direct=(5.0, {}), beside=("orders", "direct"))
    assert list(ledgers) == ["orders"]
    assert (found["self_attribution_ratio"], found["organic_share"]) == (0.25, 0.125)


def test_claims_of_a_kpi_that_is_not_on_the_scorecard_do_not_count(facts):
    _, found = facts(meta=(10.0, META), google=(30.0, GOOGLE), orders=(40.0, {}), beside=("google",))
    assert found["platform_claims"] == 10.0


def test_one_unknown_claim_makes_the_sum_unknown(facts):
    _, found = facts(meta=(None, META), google=(450.0, GOOGLE), orders=(1000.0, {}))
    assert (found["platform_claims"], found["self_attribution_ratio"]) == (None, None)
    assert found["ledger_value"] == 1000.0


@pytest.mark.parametrize("booked", [None, 0.0, -3.0])
def test_without_anything_booked_there_is_no_ratio(facts, booked):
    _, found = facts(meta=(10.0, META), orders=(booked, {}), direct=(3.0, {}))
    assert (found["self_attribution_ratio"], found["organic_share"]) == (None, None)


def test_what_came_by_itself_is_unknown_unless_it_is_declared(facts):
    _, found = facts(google=(450.0, GOOGLE), orders=(1000.0, {}))
    assert found["organic_share"] is None


def test_channels_and_teams_share_one_ledger(facts):
    paid = {"channel": "paid", "ledger": "orders"}
    crm = {"teams": ["crm"], "ledger": "orders"}
    _, found = facts(paid=(700.0, paid), crm=(450.0, crm), orders=(1000.0, {}))
    assert (found["channel_claims"], found["claimed_twice"]) == (1150.0, 150.0)
    assert (found["channel_claimants"].en, found["claimants"]) == ("paid, crm", None)
    assert (found["platform_claims"], found["self_attribution_ratio"]) == (0.0, 0.0)
    _, found = facts(paid=(500.0, paid), crm=(450.0, crm), orders=(1000.0, {}))
    assert found["claimed_twice"] == 0.0


def test_the_rounding_of_sums_is_no_order(facts):
    thirds = {f"c{i}": (value, {"channel": f"c{i}", "ledger": "orders"}) for i, value in enumerate((0.1, 0.2))}
    _, found = facts(**thirds, orders=(0.3, {}))
    assert 0.1 + 0.2 > 0.3
    assert found["claimed_twice"] == 0.0


def test_one_unknown_channel_makes_double_claims_unknown(facts):
    paid = {"channel": "paid", "ledger": "orders"}
    _, found = facts(paid=(None, paid), orders=(1000.0, {}))
    assert found["claimed_twice"] is None


def test_two_ledgers_are_kept_apart(facts):
    visits = {"measured_by": "platform_attributed", "ledger": "visits"}
    ledgers, found = facts("visits", meta=(5.0, META), maps=(3.0, visits), orders=(10.0, {}), visits=(4.0, {}))
    assert list(ledgers) == ["orders", "visits"]
    assert (found["platform_claims"], found["self_attribution_ratio"]) == (3.0, 0.75)


def test_nobody_names_a_ledger(facts):
    ledgers, _ = facts(a=(1.0, {}), orders=(2.0, {}))
    assert list(ledgers) == []

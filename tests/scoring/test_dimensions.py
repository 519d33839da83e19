"""Which of utility, purpose and importance the KPIs with weight measure: two or more, by the mean of both raters."""

from kpiframe.catalog.model import Relevance
from kpiframe.scoring.dimensions import measured_by


def kpis_of(kpi, **ratings):
    return {name: kpi(name=name, relevance=rated) for name, rated in ratings.items()}


def test_a_rating_of_two_measures_and_one_does_not(kpi):
    kpis = kpis_of(kpi, nps=Relevance(1, 1, 2), churn=Relevance(2, 0, 3))
    found = measured_by(kpis, {"nps": 0.5, "churn": 0.5})
    assert found == {"utility": ("churn",), "purpose": (), "importance": ("nps", "churn")}


def test_without_weight_nothing_is_measured(kpi):
    kpis = kpis_of(kpi, asked=Relevance(3, 3, 3), nps=Relevance(2, 0, 0))
    assert measured_by(kpis, {"asked": 0.0, "nps": 1.0}) == {"utility": ("nps",), "purpose": (), "importance": ()}
    assert measured_by(kpis, {}) == {"utility": (), "purpose": (), "importance": ()}


def test_two_raters_must_reach_two_together(kpi):
    """3 and 1 make 2; 2 and 1 make 1.5."""
    kpis = kpis_of(kpi, wide=Relevance(3, 2, 0, second=(1, 1, 0)))
    assert measured_by(kpis, {"wide": 1.0}) == {"utility": ("wide",), "purpose": (), "importance": ()}

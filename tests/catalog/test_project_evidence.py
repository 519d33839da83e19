"""What a project tells of its KPIs: the platform of an input's source, and what is known against its bindings."""

import pytest

VIEWS = """\
kpis:
  - name: views
    label: {en: Views, vi: Lượt xem}
    formula: fb_views + tt_views
    inputs:
      fb_views: {unit: count}
      tt_views: {unit: count%s}
    unit: count
    kind: flow
    direction: higher_is_better
"""
PROJECT = """\
kpiframe: 1
name: pho-sen
sources:
  facebook:
    path: data/fb.csv
    columns: {day: date, views: integer}
    time: day
    measured_by: %s
    platform: meta_facebook
  tiktok:
    path: data/tt.csv
    columns: {day: date, views: integer}
    time: day
    measured_by: platform
    platform: tiktok
bindings:
  fb_views: {source: facebook, agg: sum, expr: views%s}
  tt_views: {source: tiktok, agg: sum, expr: views}
scorecards:
  - name: social
    groups:
      - {name: all, kpis: [views]}
"""


@pytest.fixture
def views(read):
    """The KPI as the project sees it: views(measured_by=…, binding=…, declared=…)."""

    def run(measured_by="platform", binding="", declared=""):
        found = read({"kpiframe.yaml": PROJECT % (measured_by, binding), "definitions/views.yaml": VIEWS % declared})
        assert found.errors == []
        return found.project.catalog.kpis["views"]

    return run


def platforms(kpi):
    return {item.name: item.platform for item in kpi.inputs}


def test_an_input_has_the_platform_of_its_source(views):
    assert platforms(views()) == {"fb_views": "meta_facebook", "tt_views": "tiktok"}


def test_what_the_definition_says_goes_first(views):
    assert platforms(views(declared=", platform: youtube"))["tt_views"] == "youtube"


def test_a_source_the_brand_counts_itself_is_no_platforms(views):
    assert platforms(views(measured_by="own")) == {"fb_views": "", "tt_views": "tiktok"}


def test_entries_of_a_binding_concern_every_kpi_that_uses_it(views):
    assert views().lifecycle == ()
    linked = views(binding=", lifecycle: [facebook_page_impressions]")
    assert linked.lifecycle == ("facebook_page_impressions",)
    assert linked.fingerprint != views().fingerprint  # a break changes what may be compared

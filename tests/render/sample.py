"""Two invented documents, written out by hand: worked example 3 of the scoring handbook, and a card full of trouble."""

from datetime import date
from typing import Any

from kpiframe.scorecard.model import (
    Acceptance,
    CommentShown,
    Contribution,
    EventShown,
    FlagShown,
    Frame,
    GroupScore,
    Headline,
    Move,
    Scorecard,
)
from kpiframe.scorecard.panels import DimensionShown, Panels, PanelShown, RatingMove
from kpiframe.scorecard.rows import (
    CitationShown,
    Comparison,
    DefinitionShown,
    InputShown,
    Point,
    RatingShown,
    ResultShown,
    SourceShown,
    TargetShown,
    TraceShown,
    WeightShown,
)
from kpiframe.texts import NO_TEXT, Text

MONTHS = [f"2025-{m}" for m in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, 11)]
LABELS = {
    "brand_relevance_index": Text("Brand relevance", "Mức phù hợp của thương hiệu"),
    "nps": Text("Net Promoter Score", "Chỉ số NPS (người ủng hộ ròng)"),
    "churn_rate": Text("Customer churn rate", "Tỷ lệ khách hàng rời bỏ"),
    "customer_lifetime_value": Text("Customer lifetime value", "Giá trị vòng đời khách hàng"),
    "brand_awareness": Text("Aided awareness", "Nhận biết có gợi ý"),
    "conversion_rate": Text("Conversion rate", "Tỷ lệ chuyển đổi"),
    "purchase_frequency": Text("Visits per guest", "Số lần ghé mỗi khách"),
    "share_of_search": Text("Share of search", "Thị phần tìm kiếm"),
    "facebook_reach": Text("Facebook reach", "Lượt tiếp cận Facebook"),
    "ave": Text("Advertising value equivalency (AVE)", "Giá trị PR quy đổi quảng cáo (AVE)"),
    "delivery_time": Text("Delivery time", "Thời gian giao hàng"),
}
GROUPS = {
    "customer": Text("Customer", "Khách hàng"),
    "sales": Text("Sales", "Bán hàng"),
    "platform": Text("Platforms and press", "Nền tảng và báo chí"),
}
ATLAS = CitationShown("campaign_asia", "Are your brand KPIs outdated?", "2023-06-05", "https://www.campaignasia.com/")
AMEC = CitationShown("amec_ave", "Say no to AVEs", "2017-05-17", "")


def inputs_of(kpi: str) -> tuple[InputShown, ...]:
    table = {
        "nps": (
            InputShown("promoters", Text("answers 9-10", "câu trả lời 9–10"), "people", 206.0, "survey", 412),
            InputShown("detractors", Text("answers 0-6", "câu trả lời 0–6"), "people", 20.6, "survey", 412),
            InputShown("responses", Text("valid answers", "câu trả lời hợp lệ"), "people", 412.0, "survey", 412),
        ),
        "conversion_rate": (
            InputShown("orders", Text("paid orders", "đơn đã thanh toán"), "orders", 1260.0, "orders", 1311),
            InputShown(
                "visits", Text("visits of the web shop", "lượt vào cửa hàng web"), "visits", 60_000.0, None, None
            ),
        ),
    }
    plain = InputShown("figure", Text("the figure as reported", "con số được báo cáo"), "count", 1.0, "crm", 6)
    return table.get(kpi, (plain,))


def anchors_of(*pairs: float) -> tuple[tuple[float, float], ...]:
    return tuple(sorted(zip(pairs, (0.0, 50.0, 90.0, 100.0), strict=True)))


def row(kpi: str, group: str, value: float | None, unit: str, **given: Any) -> ResultShown:
    """A row with the sample's usual answers; *given* replaces any field, ``past`` is (previous, year ago, verdict)."""
    series = given.pop("series", None)
    if series is None:
        series = [None] * 13 if value is None else [value * (0.7 + 0.025 * i) for i in range(12)] + [value]
    usual: dict[str, Any] = {
        "description": Text(f"What {kpi} says.", f"{LABELS[kpi].vi} nói điều gì."),
        "kind": "ratio", "direction": "higher_is_better", "state": "scored", "reason": None, "reason_text": None,
        "score": None, "imputed": None, "band": None, "weight": 0.0,
        "weight_parts": WeightShown(1.0, 0.8, {"dimension": 0.9, "directness": 1.0, "independence": 0.9, "freshness": 1.0}),
        "target": None, "anchors": (), "n": None, "min_n": None, "margin": None, "band_certain": True,
        "previous": Comparison("2026-09", None), "year_ago": Comparison("2025-10", None), "as_of": date(2026, 10, 31),
        "trace": TraceShown(f"{kpi} formula", f"{kpi} numbers", inputs_of(kpi)), "flags": (), "independent": True,
        "measured_by": "own", "platform": None, "audience": ("existing_customers",), "signal": "outcome",
        "directness": "observed", "critical": False, "owner": "Linh", "cadence": "month", "decision": NO_TEXT,
        "location": f"definitions/{group}.yaml:12",
    }  # fmt: skip
    usual.update(given)
    points = tuple(Point(p, v) for p, v in zip(MONTHS, series, strict=True))
    return ResultShown(
        kpi=kpi, label=LABELS[kpi], group=group, period="2026-10", slice={}, value=value, unit=unit, series=points, **usual
    )  # fmt: skip


def rows() -> tuple[ResultShown, ...]:
    previous, ago = (lambda v, *r: Comparison("2026-09", v, *r)), (lambda v, *r: Comparison("2025-10", v, *r))
    return (
        row("brand_relevance_index", "customer", 62.0, "index", kind="survey", score=82.0, band="watch", weight=5 / 21,
            target=TargetShown(65.0, 50.0, "Phở Sen", "2026-01", Text("Board plan 2026", "Kế hoạch 2026")), n=600.0,
            anchors=anchors_of(31.25, 50.0, 65.0, 68.75), previous=previous(58.0, 4.0, None, "better", "watch"),
            year_ago=ago(51.0, 11.0, None, "better", "watch"), audience=("wider_audience",), measured_by="independent",
            decision=Text("Below 50 the menu guide is rewritten.", "Dưới 50 thì viết lại trang hướng dẫn chọn món.")),
        row("nps", "customer", 45.0, "points", kind="survey", score=90.0, band="on_target", weight=3 / 21, n=412.0,
            target=TargetShown(45.0, 30.0, "Phở Sen", "2026-01"), anchors=anchors_of(11.25, 30.0, 45.0, 48.75), min_n=100.0,
            margin=(38.4, 51.6), band_certain=False, previous=previous(48.0, -3.0, None, "unchanged", "on_target"),
            year_ago=ago(31.0, 14.0, None, "better", "watch"),
            trace=TraceShown("(promoters - detractors) / responses * 100", "(206 - 20.6) / 412 * 100", inputs_of("nps")),
            weight_parts=WeightShown(
                3.0, 0.69, {"dimension": 0.6, "directness": 0.6, "independence": 0.9, "freshness": 1.0}, None,
                (RatingShown("utility", 1, 1, 1.0, 0), RatingShown("purpose", 1, 2, 1.5, 1),
                 RatingShown("importance", 2, 2, 2.0, 0)), ("Thu Hà", "Minh Quân"),
                Text("Guests recommend what fits a family meal.", "Khách giới thiệu món hợp bữa cơm gia đình."))),
        row("churn_rate", "customer", 5.0, "percent", direction="lower_is_better", score=70.0, band="watch", weight=3 / 21,
            target=TargetShown(4.0, 6.0), anchors=((3.5, 100.0), (4.0, 90.0), (6.0, 50.0), (8.5, 0.0)), critical=True,
            previous=previous(4.2, 0.8, None, "worse", "watch"), year_ago=ago(6.1, -1.1, None, "better", "off_target"),
            series=[6.1, 5.9, 5.6, None, None, 5.2, 5.1, 4.8, 4.6, 4.5, 4.3, 4.2, 5.0]),
        row("customer_lifetime_value", "customer", 7_500_000.0, "money", score=100.0, band="on_target", weight=3 / 21,
            target=TargetShown(7_000_000.0, 5_000_000.0), anchors=anchors_of(2.5e6, 5e6, 7e6, 7.5e6),
            previous=previous(7_100_000.0, 4e5, 5.6338028, "better", "on_target"),
            year_ago=ago(6_400_000.0, 1.1e6, 17.1875, "better", "watch")),
        row("brand_awareness", "customer", None, "percent", kind="survey", state="missing", reason="no_rows", imputed=50.0,
            reason_text=Text("No survey answers in October 2026.", "Không có câu trả lời khảo sát trong tháng 10/2026."),
            weight=2 / 21, target=TargetShown(70.0, 55.0), anchors=anchors_of(36.25, 55.0, 70.0, 73.75), as_of=None,
            previous=previous(61.0, None, None, None, "watch"), audience=("wider_audience",), measured_by="independent",
            series=[52.0, None, None, 55.0, None, None, 58.0, None, None, 60.0, None, 61.0, None], trace=None),
        row("purchase_frequency", "customer", 2.4, "times_per_customer", direction="neutral", state="unscored",
            reason="neutral", weight=0.0, previous=previous(2.2, 0.2, None, "changed")),
        row("conversion_rate", "sales", 2.1, "percent", score=45.0, band="off_target", weight=3 / 21,
            target=TargetShown(3.0, 2.2), anchors=anchors_of(1.2, 2.2, 3.0, 3.2), flags=("KPF145",),
            previous=previous(2.4, -0.3, None, "worse", "watch"), year_ago=ago(2.6, -0.5, None, "worse", "watch"),
            trace=TraceShown("orders / visits * 100", "1260 / 60000 * 100", inputs_of("conversion_rate"), ("partial_window",))),
        row("delivery_time", "sales", None, "days", direction="lower_is_better", state="not_applicable",
            reason="not_applicable", reason_text=Text("Every guest eats in the shop.", "Khách đều dùng bữa tại quán."),
            trace=None),
        row("facebook_reach", "platform", 1_234_567.0, "people", kind="flow", score=100.0, band="on_target", weight=1 / 21,
            target=TargetShown(1_000_000.0, 600_000.0), anchors=anchors_of(1e5, 6e5, 1e6, 1.1e6), independent=False,
            flags=("KPF110", "KPF111"), previous=previous(1_020_000.0, 214_567.0, 21.0359803, "better", "on_target"),
            measured_by="platform", platform="meta_facebook", as_of=date(2026, 10, 30)),
        row("ave", "platform", 185_000_000.0, "money", kind="flow", score=100.0, band="on_target", weight=1 / 21,
            target=TargetShown((1.5e8, 2e8), (1e8, 2.6e8)), direction="in_range", independent=False, audience=("none",),
            anchors=((37.5e6, 0.0), (1e8, 50.0), (1.5e8, 90.0), (1.85e8, 100.0), (2e8, 90.0), (2.6e8, 50.0), (3.35e8, 0.0)),
            flags=("KPF001",), previous=previous(0.0, 1.85e8, None, "better", "off_target"), measured_by="media_vendor",
            weight_parts=WeightShown(1.0, 0.0, {"dimension": 0.2, "directness": 0.0}, "directness")),
    )  # fmt: skip


def contributions() -> tuple[Contribution, ...]:
    """(a - b) * (score - 75) of worked example 3; a = 1/7 for the seven with a score, b = w/19 for the independent."""
    table = [("brand_relevance_index", 5, 82, True), ("nps", 3, 90, True), ("churn_rate", 3, 70, True),
             ("customer_lifetime_value", 3, 100, True), ("conversion_rate", 3, 45, True), ("facebook_reach", 1, 100, False),
             ("ave", 1, 100, False), ("brand_awareness", 2, 50, True)]  # fmt: skip
    found = []
    for kpi, weight, score, independent in table:
        a = 0.0 if kpi == "brand_awareness" else 1 / 7
        b = weight / 19 if independent else 0.0
        found.append(Contribution(kpi, LABELS[kpi], score, kpi == "brand_awareness", a, b, (a - b) * (score - 75)))
    return tuple(found)


def flags() -> tuple[FlagShown, ...]:
    def flag(rule: str, name: str, severity: str, kpi: str | None, message: Text, **more: Any) -> FlagShown:
        usual: dict[str, Any] = {
            "confidence": "high", "scope": "kpi" if kpi else "set", "effort": "medium", "accepted": None,
            "why": Text("Counts follow the seller's own definition.", "Số đếm theo định nghĩa của chính bên bán."),
            "citations": (ATLAS,), "replace_with": ("share_of_search", "brand_awareness"),
            "fix": Text("Set an independent reading beside it.", "Đặt cạnh nó một số đo độc lập."),
            "location": "definitions/platform.yaml:12:5",
        }  # fmt: skip
        return FlagShown(id=rule, name=name, severity=severity, kpi=kpi, message=message, **{**usual, **more})

    until = Acceptance("contract-requires", Text("The 2026 contract names reach.", "Hợp đồng 2026 ghi lượt tiếp cận."),
                       "Linh", date(2026, 12, 31))  # fmt: skip
    return (
        flag("KPF001", "outdated-metric", "error", "ave",
             Text("AVE was given up by the profession.", "Giới truyền thông đã từ bỏ AVE."), citations=(AMEC, ATLAS)),
        flag("KPF110", "platform-biased", "warning", "facebook_reach",
             Text("Facebook reach is counted by its seller (meta_facebook).",
                  "Lượt tiếp cận Facebook do chính bên bán (meta_facebook) đếm.")),
        flag("KPF111", "platform-unpaired", "warning", "facebook_reach",
             Text("Nothing independent stands beside Facebook reach.", "Không có số đo độc lập cạnh lượt tiếp cận."),
             accepted=until),
        flag("KPF145", "audience-noise", "info", "conversion_rate",
             Text("The change may be noise.", "Thay đổi có thể chỉ là nhiễu."), citations=(), replace_with=(), effort="low"),
        flag("KPF152", "confirmation-flattery-gap", "warning", None,
             Text("The usual reading is 9 points above the independent one.",
                  "Cách đọc thường thấy cao hơn bằng chứng độc lập 9 điểm."), replace_with=()),
    )  # fmt: skip


def definitions() -> tuple[DefinitionShown, ...]:
    return tuple(
        DefinitionShown(
            kpi=r.kpi, label=r.label, description=r.description, formula=r.trace.formula if r.trace else f"{r.kpi} formula",
            inputs=inputs_of(r.kpi), unit=r.unit, kind=r.kind, family="brand", grade="standard",
            pitfalls=(Text("Sensitive to the season.", "Chịu ảnh hưởng mùa vụ."),), citations=(ATLAS,), owner=r.owner,
            cadence=r.cadence, reviewed_on=date(2026, 6, 1), status="active", fingerprint="0f1e2d3c4b5a",
            location=r.location,
        )
        for r in rows()
    )  # fmt: skip


def card(**replaced: Any) -> Scorecard:
    """Worked example 3 in three groups that keep its weights: A 83.86, R 77.38, I 75, gap 8.86."""
    frame = Frame(
        project="pho-sen", label=Text("Pho Sen", "Phở Sen"), scorecard="brand-health",
        scorecard_label=Text("Brand health", "Sức khoẻ thương hiệu"), agency=Text("Agency ABC", "Công ty ABC"),
        period="2026-10", period_start=date(2026, 10, 1), period_end=date(2026, 10, 31), grain="month", complete=True,
        previous="2026-09", year_ago="2025-10", slice={}, locale="vi", currency="VND", timezone="Asia/Ho_Chi_Minh",
        as_of=date(2026, 10, 31), today=date(2026, 11, 5), invented=True,
    )  # fmt: skip
    score = Headline(
        reported=587 / 7, relevance=1625 / 21, independent=75.0, flattery_gap=587 / 7 - 75, gap_reason=None, band="watch",
        capped_by=None, low=1525 / 21, high=1525 / 21 + 200 / 21, coverage=19 / 21, weights_range=(73.9, 80.5),
        independent_coverage=17 / 19, independent_weight=19 / 21, withheld=None, missing_policy="cautious",
        contributions=contributions(),
        moves=(Move("conversion_rate", LABELS["conversion_rate"], 45 * 3 / 21),
               Move("brand_awareness", LABELS["brand_awareness"], 40 * 2 / 21),
               Move("churn_rate", LABELS["churn_rate"], 20 * 3 / 21)),
        counts={"on_target": 4, "watch": 2, "off_target": 1, "missing": 1, "unscored": 1, "not_applicable": 1},
        ratings_range=(74.2, 81.6),
        ratings_move=RatingMove("conversion_rate", LABELS["conversion_rate"], "utility", -1, 81.6, 81.6 - 1625 / 21),
    )  # fmt: skip
    members = {g: tuple(r.kpi for r in rows() if r.group == g) for g in GROUPS}
    groups = (
        GroupScore("customer", GROUPS["customer"], 16 / 21, 80.625, "watch", None, 74.375, 86.875, 0.875, None, members["customer"]),
        GroupScore("sales", GROUPS["sales"], 3 / 21, 45.0, "off_target", None, 45.0, 45.0, 1.0, None, members["sales"]),
        GroupScore("platform", GROUPS["platform"], 2 / 21, 100.0, "on_target", None, 100.0, 100.0, 1.0, None, members["platform"]),
    )  # fmt: skip
    comments = (
        CommentShown(None, Text("Media broke a record while conversion fell and churn rose.",
                                "Truyền thông lập kỷ lục, nhưng chuyển đổi giảm và khách rời bỏ tăng."), "Nguyễn Thu Hà",
                     date(2026, 11, 3), Text("Repeat the awareness survey.", "Bù đợt khảo sát nhận biết."), date(2026, 11, 15)),
        CommentShown("conversion_rate", Text("The form failed on Safari from 18 to 24 October.",
                                             "Biểu mẫu lỗi trên Safari từ 18 đến 24/10."), "Thu Hà", date(2026, 11, 3),
                     Text("Test on three browsers before each release.", "Thử trên ba trình duyệt trước mỗi lần phát hành."),
                     date(2026, 11, 1)),
    )  # fmt: skip
    events = (
        EventShown(
            date(2026, 10, 18), date(2026, 10, 24), Text("Form failure", "Lỗi biểu mẫu"), "outage", ("conversion_rate",)
        ),
    )
    sources = (
        SourceShown("survey", "data/survey.csv", "independent", 4_944, 0, 0, 2, 0, date(2025, 1, 1), date(2026, 10, 31), "ab" * 32),
        SourceShown("orders", "data/orders.csv", "own", 15_732, 12, 3, 0, 40, date(2025, 1, 1), date(2026, 10, 31), "cd" * 32),
        SourceShown(
            "ads", "data/campaigns.csv", "platform", 31, 4, 0, 0, 0, None, None, "ef" * 32,
            dated=False, covers=(date(2026, 10, 1), date(2026, 10, 31)), as_of=date(2026, 10, 31),
            said={"account": "Phở Sen", "currency": "VND"},
        ),
    )  # fmt: skip
    whole: dict[str, Any] = {
        "frame": frame, "score": score, "groups": groups, "results": rows(), "flags": flags(), "comments": comments,
        "events": events, "definitions": definitions(), "sources": sources,
        "methodology": {"policy": "cautious", "coverage_floor": 0.7, "hash": "a1b2c3d4e5f6"},
        "provenance": {"tool": "kpiframe", "version": "0.1.0", "definitions": "9f8e7d6c5b4a", "rules": "123456789abc"},
        "not_judged": (
            {"rule": "KPF113", "name": "platform-single-dominance", "kpi": "facebook_reach", "fact": "platform_share",
             "because": {"en": "its share is not known", "vi": "chưa rõ tỷ trọng"}},
            *({"rule": "KPF155", "name": "confirmation-cherry-baseline", "kpi": kpi, "fact": "baseline_periods",
               "because": {"en": "fewer than 24 periods", "vi": "chưa đủ 24 kỳ"}} for kpi in ("nps", "churn_rate")),
            {"rule": "KPF161", "name": "silo-single-team", "kpi": "", "fact": "team_count",
             "because": {"en": "a KPI with weight names no team", "vi": "có KPI mang trọng số chưa nêu bộ phận"}},
        ),
        "dimensions": (DimensionShown("utility", ("brand_relevance_index", "churn_rate"), 8 / 21),
                       DimensionShown("purpose", (), 0.0), DimensionShown("importance", ("nps",), 3 / 21)),
    }  # fmt: skip
    return Scorecard(**{**whole, **replaced})


def troubled() -> Scorecard:
    """A card full of trouble: stale, too early, small sample, error, a zero weight; no headline, no gap to know."""
    target = {"target": TargetShown(45.0, 30.0), "anchors": anchors_of(11.25, 30.0, 45.0, 48.75)}
    missing = {"imputed": 50.0, "weight": 0.2, **target}
    results = (
        row("nps", "customer", 41.0, "points", state="stale", reason="stale", as_of=date(2026, 7, 31), kind="survey", **missing),
        row("churn_rate", "customer", 3.0, "percent", state="too_early", reason="too_early", direction="lower_is_better",
            **{**missing, "anchors": ((3.5, 100.0), (4.0, 90.0), (6.0, 50.0), (8.5, 0.0)), "target": TargetShown(4.0, 6.0)}),
        row("brand_awareness", "customer", 61.0, "percent", state="small_sample", reason="small_sample", n=12.0, min_n=30.0,
            kind="survey", **missing),
        row("conversion_rate", "sales", None, "percent", state="error", reason="error", weight=0.2, trace=None, **target,
            reason_text=Text("the column visits holds text", "cột visits chứa chữ")),
        row("share_of_search", "sales", -4.5, "points", score=0.0, band="off_target", weight=0.2, **target,
            previous=Comparison("2026-09", -1.5, -3.0, None, "partial", "off_target")),
        row("ave", "sales", 1500.0, "money_per_customer", score=95.0, band="on_target", weight=0.0, **target,
            weight_parts=WeightShown(1.0, 0.0, {"directness": 0.0}, "directness"), panel="stewardship"),
    )  # fmt: skip
    heard = tuple(r.kpi for r in results if r.panel == "audience")
    panels = Panels(PanelShown(heard, (0.2,) * 5, None, None, None, 0.0, 80.0, 0.2, "error"),
                    PanelShown(("ave",), (1.0,), 95.0, "on_target", None, 95.0, 95.0, 1.0, None))  # fmt: skip
    whole = card()
    from dataclasses import replace

    frame = replace(whole.frame, complete=False, as_of=date(2026, 10, 12), slice={"channel": "online", "region": None},
                    currency="USD", agency=NO_TEXT, invented=False)  # fmt: skip
    score = replace(
        whole.score, reported=47.5, relevance=None, independent=None, flattery_gap=None, gap_reason="low_independent_coverage",
        band=None, low=0.0, high=80.0, coverage=0.2, weights_range=None, withheld="error", contributions=(), moves=(),
        ratings_range=None, ratings_move=None,
        counts={"off_target": 1, "on_target": 1, "stale": 1, "too_early": 1, "small_sample": 1, "error": 1},
    )  # fmt: skip
    groups = (
        GroupScore("customer", GROUPS["customer"], 0.6, None, None, None, 0.0, 100.0, 0.0, "coverage", ("nps", "churn_rate", "brand_awareness")),
        GroupScore("sales", GROUPS["sales"], 0.4, None, None, None, 0.0, 50.0, 0.5, "error", ("conversion_rate", "share_of_search", "ave")),
    )  # fmt: skip
    return replace(whole, frame=frame, score=score, groups=groups, results=results, flags=(), comments=(), events=(),
                   sources=(), not_judged=(), panels=panels, dimensions=())  # fmt: skip

"""What people get wrong, each by the name the field knows it by: one problem a fault, with its place and what was meant."""

import re
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Fault:
    """One edit of a fresh project, and what ``lint`` must say about it."""

    file: str
    old: str
    new: str
    at: str
    """A piece of the edited text with | before the character the problem points at; empty: anywhere."""
    code: str
    says: tuple[str, ...]
    status: int = 1


SHOP, PROJECT = "definitions/shop.yaml", "kpiframe.yaml"
FAULTS = {
    "missing_column": Fault(PROJECT, "expr: order_id", "expr: order_idd", "expr: |order_idd", "KPF520", ("did you mean: order_id",)),
    "section_key_typo": Fault(SHOP, "kpis:\n", "kpi:\n", "|kpi:\n", "KPF503", ("did you mean: kpis?",)),
    "nested_key_typo": Fault(SHOP, "    inputs:\n      promoters", "    inptus:\n      promoters", "    |inptus:", "KPF503", ("inptus", "did you mean: inputs?")),
    "harmless_key_typo": Fault(SHOP, "    description: Share of answers", "    descripton: Share of answers", "    |descripton:", "KPF503", ("did you mean: description",)),
    "unknown_reference": Fault(SHOP, "formula: revenue / orders", "formula: revenue / ordes", "revenue / |ordes", "KPF520", ("ordes", "did you mean: orders?")),
    "yaml_syntax": Fault(SHOP, "    unit: points", "\tunit: points", "|\tunit: points", "KPF501", ("11 | ",), status=2),
    "cycle": Fault(SHOP, "formula: revenue / orders", "formula: revenue / orders + 0 * average_order", "formula: |revenue / orders + 0", "KPF540", ("average_order",)),
    "duplicate_name": Fault(SHOP, "  - name: awareness", "  - {name: recommendation, label: again, formula: responses, inputs: {responses: {unit: people}}, unit: people, kind: flow, direction: neutral}\n  - name: awareness", "{name: |recommendation, label: again", "KPF508", ("definitions/shop.yaml:3:11",)),
    "bad_enum_value": Fault(PROJECT, "agg: count_distinct", "agg: summ", "agg: |summ", "KPF505", ("did you mean: sum?", "count_distinct")),
    "bad_direction": Fault(SHOP, "    direction: higher_is_better\n    thresholds: {warn: 25", "    direction: up\n    thresholds: {warn: 25", "direction: |up", "KPF505", ("higher_is_better",)),
    "bad_grain": Fault(PROJECT, "grain: month", "grain: dayy", "grain: |dayy", "KPF505", ("did you mean: day?", "quarter")),
    "unbound_input": Fault(PROJECT, "  aware:      {source: street, agg: count, filter: named_us}\n", "", "", "KPF541", ("aware", "awareness")),
    "unit_mismatch": Fault(SHOP, "formula: aware / asked * 100", "formula: aware / asked * 100 + revenue\n    # money", "100 + |revenue", "KPF520", ("revenue",)),
    "thresholds_out_of_order": Fault(SHOP, "{warn: 25, target: 40}", "{warn: 40, target: 25}", "thresholds: {|warn: 40, target: 25}", "KPF305", ()),
    "kind_mismatch": Fault(PROJECT, 'filter: status == "paid"}\n  revenue', "filter: amount}\n  revenue", "filter: |amount", "KPF521", ()),
    "wrong_type": Fault(SHOP, "min_n: 5", "min_n: five", "min_n: |five", "KPF504", ("number",)),
    "unknown_kpi_in_a_group": Fault(PROJECT, "kpis: [recommendation, awareness]", "kpis: [recommendation, awarenes]", "[recommendation, |awarenes]", "KPF509", ("did you mean: awareness?",)),
    "unknown_source": Fault(PROJECT, "{source: street, agg: count}", "{source: stret, agg: count}", "{source: |stret", "KPF543", ("did you mean: street?",)),
    "path_outside": Fault(PROJECT, "path: data/street.csv", "path: ../../street.csv", "path: |../../street", "KPF546", ("root",)),
    "no_reason_for_an_override": Fault(PROJECT, "locale: en", "locale: en\noverrides: {kpis: {awareness: {min_n: 3}}}", "", "KPF", ("reason",)),
    "code_in_a_formula": Fault(SHOP, "formula: revenue / orders", "formula: revenue.__class__", "formula: revenue|.__class__", "KPF51", ()),
    "text_that_hides_a_comment": Fault(SHOP, "formula: revenue / orders", "formula: 'revenue ; orders'", "", "KPF51", ()),
}  # fmt: skip


def place(path, marked):
    """Return ``line:column`` of the character after the | of a piece that stands once in the file."""
    before, after = marked.split("|")
    text = path.read_text(encoding="utf-8")
    assert text.count(before + after) == 1
    offset = text.index(before + after) + len(before)
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def outputs(cli):
    full = cli("lint", "brand")
    concise = cli("lint", "brand", "-f", "concise")
    return full, concise


@pytest.mark.parametrize("case", FAULTS)
def test_lint_says_where_what_is_allowed_and_what_was_meant(cli, brand, edit, case):
    fault = FAULTS[case]
    edit(fault.file, fault.old, fault.new)
    full, concise = outputs(cli)
    assert full.status == concise.status == fault.status
    errors = [line for line in concise.out.splitlines() if ": error " in line]
    mine = [line for line in errors if fault.code in line]
    assert mine, "\n".join(errors)
    assert re.match(r"brand/[\w/.]+:\d+:\d+: error KPF\d{3} [a-z-]+: ", mine[0]), mine
    if fault.at:
        assert any(line.startswith(f"brand/{fault.file}:{place(brand / fault.file, fault.at)}:") for line in mine), mine
    for words in fault.says:
        assert words in full.out
    assert "^" in full.out


@pytest.mark.parametrize("case", [c for c, f in FAULTS.items() if c not in ("section_key_typo", "yaml_syntax")])
def test_one_fault_gives_one_error(cli, edit, case):
    fault = FAULTS[case]
    edit(fault.file, fault.old, fault.new)
    errors = [
        line
        for line in cli("lint", "brand", "-f", "concise").out.splitlines()
        if ": error KPF5" in line or ": error KPF3" in line
    ]
    assert len(errors) == 1, "\n".join(errors)


@pytest.mark.parametrize("case", FAULTS)
def test_vietnamese_says_it_too(cli, edit, case):
    fault = FAULTS[case]
    edit(fault.file, fault.old, fault.new)
    english, vietnamese = (
        cli("lint", "brand", "-f", "concise", "--lang", lang).out.splitlines() for lang in ("en", "vi")
    )
    assert len(english) == len(vietnamese)
    mine = [line for line in vietnamese if fault.code in line]
    assert mine
    assert all(line not in english for line in mine)


def test_several_faults_in_one_file_are_all_told_in_order(cli, edit):
    for case in ("harmless_key_typo", "bad_direction", "unknown_reference"):
        edit(FAULTS[case].file, FAULTS[case].old, FAULTS[case].new)
    shown = cli("lint", "brand", "-f", "concise", "--select", "KPF5")
    lines = [line for line in shown.out.splitlines() if ": error " in line]
    assert [line.split()[2] for line in lines] == ["KPF503", "KPF505", "KPF520"]
    numbers = [int(line.split(":")[1]) for line in lines]
    assert numbers == sorted(numbers)


def test_a_fault_in_a_parent_is_told_with_its_place_in_the_parent(cli, brand, tmp_path):
    (tmp_path / ".git").mkdir()  # the root reaches from here
    child = tmp_path / "clients" / "one"
    child.mkdir(parents=True)
    (child / "kpiframe.yaml").write_text("kpiframe: 1\nname: one\nextends: [../../brand]\n", encoding="utf-8")
    text = (brand / "definitions/shop.yaml").read_text(encoding="utf-8")
    (brand / "definitions/shop.yaml").write_text(text.replace("unit: points", "unt: points"), encoding="utf-8")
    shown = cli("lint", "clients/one", "-f", "concise")
    assert shown.status == 1
    assert "brand/definitions/shop.yaml:11:5: error KPF503" in shown.out


def test_a_fault_inside_a_folded_block_is_told_with_the_place_of_its_key(cli, edit):
    edit("definitions/shop.yaml", "formula: revenue / orders", "formula: >\n      revenue /\n      ordes")
    line = next(x for x in cli("lint", "brand", "-f", "concise").out.splitlines() if "KPF520" in x)
    assert line.startswith("brand/definitions/shop.yaml:135:")


def test_unknown_kpi_asked(cli, brand):
    for words in (["explain", "recomendation", "brand"], ["explain", "recomendation", "brand", "--period", "2026-10"]):
        shown = cli(*words)
        assert shown.status == 2
        assert "did you mean recommendation?" in shown.err


def test_a_column_the_header_lacks_is_told_with_the_nearest_when_scored(cli, brand):
    path = brand / "data" / "orders.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("amount", "amont", 1), encoding="utf-8")
    shown = cli("score", "brand", "--period", "2026-10")
    assert shown.status == 2
    assert "KPF543" in shown.err
    assert "amont" in shown.err
    assert "brand/kpiframe.yaml:18:7" in shown.err


def test_hostile_text_in_definitions_never_reaches_the_terminal_raw(cli, edit):
    edit("definitions/shop.yaml", "label: Awareness", 'label: "Aware\\e[31mness \\u202e::error::x"')
    for words in (["lint", "brand"], ["lint", "brand", "-f", "github"], ["score", "brand", "--period", "2026-10"]):
        shown = cli(*words)
        assert not {"\x1b", "\u202e"} & set(shown.out + shown.err)
        assert not any(line.startswith("::error::x") for line in shown.out.splitlines())

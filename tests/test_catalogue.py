"""The sets shipped with the package, and how sets are found."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from smartvillage import CriteriaSet, Level, catalogue, load, vocabulary
from smartvillage.criteria import Criterion, Force
from smartvillage.errors import InvalidFile, NotInForce, SmartVillageError, UnknownCriteriaSet, fold
from smartvillage.indicators import Indicator, Text
from smartvillage.rules import Leaf, Readings

SETS = catalogue()
FOLDER = Path(__file__).parents[1] / "criteria"
FILES = sorted(FOLDER.glob("**/*.toml"))
EACH_SET = pytest.mark.parametrize("rules", SETS, ids=lambda rules: rules.id)


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give an empty folder of criteria of one's own, with the shipped vocabulary."""
    import sys  # noqa: PLC0415

    module = sys.modules["smartvillage.catalogue"]
    (tmp_path / "indicators.toml").write_bytes((FOLDER / "indicators.toml").read_bytes())
    caches = [value for value in vars(module).values() if hasattr(value, "cache_clear")]
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(module, "_folder", lambda: tmp_path)
    yield tmp_path
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def write(folder: Path, set_id: str, **about: Any) -> None:
    """Write a set with one criterion."""
    rule = about.pop("rule", 'rule = { kind = "holds", indicator = "culture_house_wifi" }')
    path = folder / f"{about.pop('file', set_id)}.toml"
    lines = "".join(f"{key} = {value}\n" for key, value in about.items())
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f'id = "{set_id}"\ntitle = {{ vi = "Tên", en = "Name" }}\nlevels = ["village"]\n{lines}\n[source]\n'
        'issuer = { vi = "Xã", en = "Commune" }\n\n[[criteria]]\nid = "wifi"\ntitle = { vi = "Wifi", en = "Wi-Fi" }\n'
        f'clause = {{ vi = "Mục 1", en = "Part 1" }}\n{rule}\n',
        "utf-8",
    )


class TestLoad:
    """A set is found by its id, with or without its year, on a day, or by its path."""

    def test_without_a_year_it_is_the_newest(self) -> None:
        """Callers write the name once and follow the document's editions."""
        assert load("nghe-an/smart-village") is load("nghe-an/smart-village-2023")

    def test_the_edition_in_force_on_a_day(self, shipped: Path) -> None:
        """The clause in force on the day judged for, not the newest; both ends are inside."""
        write(shipped, "x/rules-2020", valid_from=date(2020, 1, 1), valid_until=date(2021, 12, 31))
        write(shipped, "x/rules-2022", valid_from=date(2022, 1, 1))
        assert [s.id for s in catalogue()] == ["x/rules-2020", "x/rules-2022"]
        assert load("x/rules").id == "x/rules-2022"
        for day, year in (
            (date(2020, 1, 1), 2020),
            (date(2021, 12, 31), 2020),
            (date(2022, 1, 1), 2022),
            (date(2030, 1, 1), 2022),
        ):
            assert load("x/rules", on=day).id == f"x/rules-{year}"
        with pytest.raises(NotInForce, match=r"on 2019-05-01; the nearest is x/rules-2020, 2020-01-01 to 2021-12-31"):
            load("x/rules", on=date(2019, 5, 1))

    def test_of_two_in_force_the_newer_counts(self, shipped: Path) -> None:
        """A successor replaces what was not withdrawn."""
        write(shipped, "x/rules-2020", valid_from=date(2020, 1, 1))
        write(shipped, "x/rules-2022", valid_from=date(2022, 1, 1))
        assert load("x/rules", on=date(2023, 1, 1)).id == "x/rules-2022"

    def test_none_in_force_names_the_nearest(self) -> None:
        """It is still a LookupError for callers that look for that."""
        with pytest.raises(LookupError, match="the nearest is nghe-an/smart-village-2023, 2023-03-03 to 2025-12-31"):
            load("nghe-an/smart-village", on=date(2026, 1, 1))

    @pytest.mark.parametrize(
        ("ref", "near"),
        [
            ("nghe-an/smart-vilage", "'nghe-an/smart-village'"),
            ("nghe-an/smart-village-2024", "'nghe-an/smart-village-2023'"),
            ("Nghệ An/smart-village", "'nghe-an/smart-village'"),
        ],
    )
    def test_an_unknown_id_offers_the_nearest(self, ref: str, near: str) -> None:
        """One clear sentence, and a KeyError for callers that look for that."""
        with pytest.raises(UnknownCriteriaSet, match=f"Did you mean {near}"):
            load(ref)
        with pytest.raises(KeyError):
            load("zzz")

    @pytest.mark.parametrize("ref", [5, None], ids=repr)
    def test_what_is_no_id_is_refused(self, ref: Any) -> None:
        """In words of the library."""
        with pytest.raises(SmartVillageError):
            load(ref)

    def test_a_file_of_ones_own(self, tmp_path: Path) -> None:
        """By path or by a text that ends with .toml; any id will do."""
        write(tmp_path, "mine")
        assert load(tmp_path / "mine.toml").id == "mine"
        assert load(str(tmp_path / "mine.toml")) == load(tmp_path / "mine.toml")
        with pytest.raises(InvalidFile, match="cannot be read"):
            load(tmp_path)

    def test_a_shipped_file_bears_its_own_id(self, shipped: Path) -> None:
        """A copied file with its old id would answer to two names."""
        write(shipped, "x/rules-2020", file="x/rules-2021")
        with pytest.raises(InvalidFile, match="not that of the file, 'x/rules-2021'"):
            load("x/rules-2021")

    def test_sets_that_refer_to_each_other_in_a_circle_are_refused(self, shipped: Path) -> None:
        """They would otherwise never be loaded."""
        write(shipped, "x/a-2020", rule='set = "x/b-2020"')
        write(shipped, "x/b-2020", rule='set = "x/a-2020"')
        with pytest.raises(InvalidFile, match=r"circle: .*x/a-2020.* → .*x/b-2020.* → .*x/a-2020"):
            load("x/a-2020")

    def test_files_are_found_not_registered(self) -> None:
        """A new file is a new set; nothing else needs to be told."""
        assert [rules.id for rules in SETS] == sorted(
            str(path.relative_to(FOLDER).with_suffix("").as_posix()) for path in FILES if path.parent != FOLDER
        )


def things(thing: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Iterate over everything in the data of a file, with its place."""
    yield place, thing
    inner: list[tuple[Any, Any]] = []
    if isinstance(thing, dict):
        inner = list(cast("dict[str, Any]", thing).items())
    elif isinstance(thing, list):
        several: list[Any] = thing  # pyright: ignore[reportUnknownVariableType]
        inner = list(enumerate(several))
    for key, value in inner:
        yield from things(value, f"{place}.{key}")


class TestShippedFiles:
    """Every shipped file is held to the same rules."""

    @pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
    def test_text_is_composed_and_trimmed(self, path: Path) -> None:
        """Decomposed Vietnamese looks the same and is found by no search."""
        raw = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", raw)
        assert "\r" not in raw
        found = [(place, text) for place, text in things(tomllib.loads(raw)) if isinstance(text, str)]
        assert [place for place, words in found if not words.strip() or words != words.strip() or "  " in words] == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
    def test_both_languages_say_something_of_their_own(self, path: Path) -> None:
        """A text copied into the other language is a forgotten translation."""
        found = things(tomllib.loads(path.read_text("utf-8")))
        pairs = [
            (place, cast("dict[str, Any]", pair)) for place, pair in found if isinstance(pair, dict) and "vi" in pair
        ]
        assert [place for place, pair in pairs if set(pair) == {"vi", "en"} and pair["vi"] == pair["en"]] == []

    @EACH_SET
    def test_ids_folders_and_years(self, rules: CriteriaSet) -> None:
        """The year is the year of issue; the folder is the issuer's."""
        assert re.fullmatch(
            r"(mard|nghe-an|lang-son|tien-giang|ho-chi-minh-city|vn)/[a-z]+(-[a-z0-9]+)*-\d{4}", rules.id
        )
        year = int(rules.id[-4:])
        issued = rules.source.date or rules.valid_from
        assert issued is not None
        assert issued.year == year

    @EACH_SET
    def test_dates_scope_and_source_are_stated(self, rules: CriteriaSet) -> None:
        """A verdict without issuer and dates is worth nothing a year later."""
        assert rules.valid_from is not None
        assert rules.valid_until == date(2025, 12, 31)
        assert rules.source.known is not None
        assert rules.source.document is not None
        assert (rules.scope is None) == rules.id.startswith(("mard/", "vn/"))
        assert rules.replaces is None

    @EACH_SET
    def test_titles_are_unlike(self, rules: CriteriaSet) -> None:
        """Two criteria of one title cannot be told apart in a table."""
        for lang in ("vi", "en"):
            titles = [fold(c.title[lang]) for c in rules]
            assert len(titles) == len(set(titles))

    @EACH_SET
    def test_every_criterion_has_a_clause_and_says_what_is_assumed(self, rules: CriteriaSet) -> None:
        """Readings need a question in words in both languages; open shares and judgements are told as such."""
        for criterion in rules:
            assert criterion.clause.vi
            assert criterion.clause.en
            for rule in self.rules(criterion):
                if isinstance(rule, Readings):
                    assert len(rule.texts) == 1 + len(rule.names)
                if getattr(getattr(rule, "value", None), "is_open", False):
                    assert criterion.assumed is not None

    @EACH_SET
    def test_a_set_asks_only_what_its_levels_bear_or_what_lies_above(self, rules: CriteriaSet) -> None:
        """An indicator below the place judged can never be known of it."""
        for criterion in rules:
            for leaf in criterion.rule.leaves():
                if isinstance(leaf, Leaf):
                    levels = rules.vocabulary[leaf.indicator].levels
                    top = max(level.rank for level in levels)
                    assert all(level in levels or level.rank < top for level in rules.levels), (criterion.id, leaf)

    @staticmethod
    def rules(criterion: Criterion) -> Iterator[Any]:
        """Iterate over all rules of a criterion."""
        stack: list[Any] = [criterion.rule, *([] if criterion.applies is None else [criterion.applies])]
        while stack:
            rule = stack.pop()
            yield rule
            stack.extend(rule.parts)

    def test_forces_are_those_of_the_documents(self) -> None:
        """What is striven for is aspirational, "nên, ưu tiên" a preference, "đẩy mạnh … nhằm đạt" an aim."""
        aspirational = {
            "nghe-an/targets-2023": {
                "province-files",
                "district-files",
                "commune-files",
                "data-models",
                "smart-communes",
                "smart-villages",
            },
            "lang-son/targets-2023": {"smart-villages"},
            "lang-son/requirements-2023": {"smart-village"},
            "tien-giang/targets-2022": {"smart-commune-pilot"},
            "tien-giang/duties-2022": {"province-files", "smart-commune-pilot"},
            "tien-giang/district-duties-2022": {"district-files", "commune-files"},
            "ho-chi-minh-city/household-device-2023": {"smartphone", "smart-device"},
            "ho-chi-minh-city/targets-2023": {
                "online-services",
                "managers",
                "cooperatives",
                "linkage",
                "digital-linkage",
            },
        }
        preferences = {
            "mard/pilot-selection-2022": {"prominent-field", "digital-economy-or-society"},
            "mard/province-duties-2022": {"teams-train-people"},
            "lang-son/requirements-2023": {"registration"},
            "ho-chi-minh-city/model-selection-2023": {"advanced-district"},
            "ho-chi-minh-city/village-model-selection-2023": {"model-commune"},
        }
        for force, expected in ((Force.ASPIRATIONAL, aspirational), (Force.PREFERENCE, preferences)):
            found = {s.id: {c.id for c in s if c.force is force} for s in SETS}
            assert {i: ids for i, ids in found.items() if ids} == expected


class TestShippedVocabulary:
    """The indicators that others rely on."""

    def test_the_ids_that_others_rely_on_are_there(self) -> None:
        """Spreadsheets, programs and the other engines name them."""
        for name in [
            "households_fibre_connected",
            "households_smartphone",
            "households_digital_address",
            "households_internet",
            "households_smart_device",
            "households_internet_and_smart_device",
            "adults_smartphone",
            "residents_guided_health_apps",
            "culture_house_wifi",
            "community_digital_team",
            "staff_computer_and_internet",
            "staff_official_email",
            "staff_e_office",
            "promotion_items_per_month",
        ]:
            assert name in vocabulary()

    def test_the_criteria_that_others_rely_on_are_there(self) -> None:
        """In the order of the document."""
        ids = [
            "team",
            "smart-communication",
            "ecommerce",
            "social-networks",
            "culture-house-wifi",
            "address-codes",
            "fibre",
            "smartphones",
            "health-apps",
            "traceability",
            "media",
            "promotion",
            "monthly-items",
        ]
        assert [c.id for c in load("nghe-an/smart-village")] == ids
        assert {"households-connected", "staff-computers", "staff-email", "staff-e-office"} <= {
            c.id for c in load("mard/pilot-selection")
        }

    def test_links_are_those_of_the_design(self) -> None:
        """None joins figures over different denominators."""
        names = {link.name for link in vocabulary().links}
        assert {"fibre-is-internet", "smartphone-is-smart-device", "internet-and-device", "active-team-exists"} <= names
        for link in vocabulary().links:
            assert len({vocabulary()[i].denominator for i in link.indicators}) == 1
            assert len({vocabulary()[i].levels for i in link.indicators}) == 1
            assert link.reading.vi != link.reading.en

    def test_no_alias_stands_on_two_indicators(self) -> None:
        """A header that could mean two things is recognised as neither."""
        owners: dict[str, set[str]] = {}
        for i in vocabulary():
            for alias in (i.id, i.label.vi, i.label.en, *i.aliases):
                owners.setdefault(fold(re.sub(r"\s*[(\[].*?[)\]]", "", alias)), set()).add(i.id)
        assert {alias: ids for alias, ids in owners.items() if len(ids) > 1} == {}

    def test_every_indicator_is_used_or_is_told_apart(self) -> None:
        """An indicator that no set asks for exists because it must not be taken for another: its note says so."""

        def note(i: Indicator) -> Text | None:
            return i.note

        used = {leaf.indicator for s in SETS for c in s for leaf in c.rule.leaves() if isinstance(leaf, Leaf)}
        assert "households_fibre_covered" not in used
        assert note(vocabulary()["households_fibre_covered"]) is not None

    def test_levels_of_staff_are_the_communes(self) -> None:
        """The parent commune's cadres count for a village."""
        assert {vocabulary()[i].levels for i in ("staff_official_email", "staff_e_office")} == {(Level.COMMUNE,)}

"""Places and assessments where services need them: FastAPI, Django, JSON, threads, copies, results of old versions."""

import asyncio
import copy
import io
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import django
import httpx
import pytest
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import path
from fastapi import Body, FastAPI
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

import smartvillage as sv
from smartvillage.outcomes import Outcome

DATA = Path(__file__).parent / "data"

VILLAGE = sv.Place(
    "Thôn 8",
    level="village",
    facts={
        "households_fibre_connected": sv.Share(370, 471),
        "households_smartphone": sv.above("90%"),
        "culture_house_wifi": sv.Fact(value=True, as_of=date(2025, 5, 1), by="appraised", source="BB 12"),
    },
)
COMMUNE = sv.Place("Xã A", level="commune", code="17329", parts=[VILLAGE])
RULES = sv.load("nghe-an/smart-village-2023")

BAD_PLACES: list[tuple[object, str]] = [
    ({"name": "Thôn 8", "level": "vilage"}, "Did you mean 'village'?"),
    ({"name": "Thôn 8", "level": "village", "fact": {}}, "Did you mean 'facts'?"),
    (
        {
            "name": "Thôn 8",
            "level": "village",
            "facts": {"households_smartphone": [{"value": {"count": 510, "total": 499}}]},
        },
        "the count is more than the total",
    ),
    ({"name": "Thôn 8", "level": "village", "facts": {"households_smartphone": [{"value": 0.8}]}}, "0.8 % or 80 %"),
    ({"name": "Thôn 8", "level": "village", "parts": 5}, "expected a list"),
    ([1, 2], "expected an object"),
]
"""Bodies that are no place, and the words that the answer must hold."""


def refused_by(read: Callable[[Any], object], body: object) -> str:
    """Return what our own error says against a body."""
    with pytest.raises(sv.SmartVillageError) as caught:
        read(body)
    return str(caught.value)


# ---- FastAPI ---------------------------------------------------------------------------------------------------------

app = FastAPI()

PlaceBody = Annotated[sv.Place, Body()]  # FastAPI looks for any class that is no model of pydantic in the query


class Visit(BaseModel):
    """A model of an application, with a place and a result among its fields."""

    visitor: str
    place: sv.Place
    result: sv.Assessment | None = None


@app.post("/assess")
def assess(place: PlaceBody, on: date | None = None) -> sv.Assessment:
    """Judge a village."""
    return RULES.assess(place, on)


@app.post("/judge-again")
def judge_again(result: Annotated[sv.Assessment, Body()]) -> dict[str, str]:
    """Judge a stored result again."""
    return {"outcome": result.outcome.value}


@app.post("/visits")
def visit(body: Visit) -> Visit:
    """Give back what was taken."""
    return body


@app.post("/parts")
def parts(place: PlaceBody) -> list[sv.Place]:
    """List the parts of a place."""
    return list(place.parts)


def call(method: str, url: str, **sent: Any) -> httpx.Response:
    """Call the application as a browser would; an error inside it is an error of the test."""

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            return await client.request(method, url, **sent)

    return asyncio.run(answer())


def post(url: str, body: object, **params: str) -> httpx.Response:
    """Post a body as JSON."""
    return call("POST", url, json=body, params=params)


def test_fastapi_takes_a_place_and_gives_an_assessment() -> None:
    """This is the whole of a service that judges: two annotations, nothing to convert."""
    answer = post("/assess", VILLAGE.to_dict(), on="2025-06-01")

    assert answer.status_code == 200
    assert answer.json() == RULES.assess(VILLAGE, date(2025, 6, 1)).to_dict()


def test_fastapi_takes_an_assessment_and_judges_it_again() -> None:
    """A stored result must not be believed for its top line."""
    result = RULES.assess(VILLAGE).to_dict()

    assert post("/judge-again", result).json() == {"outcome": "fail"}
    answer = post("/judge-again", {**result, "outcome": "pass"})
    assert answer.status_code == 422
    assert "judged again" in answer.json()["detail"][0]["msg"]


@pytest.mark.parametrize(("body", "words"), BAD_PLACES, ids=[words for _, words in BAD_PLACES])
def test_fastapi_answers_a_bad_place_with_422_and_our_message(body: object, words: str) -> None:
    """Whoever sent the body needs to know what to write instead; a 500 would tell only us."""
    answer = post("/assess", body)

    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert words in problem["msg"]
    assert problem["msg"] == refused_by(sv.Place.from_dict, body)


@pytest.mark.parametrize("body", [None, 5, [], {}, {"schema": "x"}, {"schema": "smartvillage/assessment/1"}], ids=str)
def test_fastapi_answers_a_bad_assessment_with_422(body: object) -> None:
    """Anything may be posted; none of it may reach the log as a fault of ours."""
    assert post("/judge-again", body).status_code == 422


def test_a_posted_assessment_cannot_name_a_file_of_the_server(tmp_path: Path) -> None:
    """The id of a set comes from outside here: it must find shipped sets and nothing else."""
    target = tmp_path / "secret.toml"
    target.write_text("password = 'x'", "utf-8")
    result = RULES.assess(VILLAGE).to_dict()

    answer = post("/judge-again", {**result, "criteria_set": {**result["criteria_set"], "id": str(target)}})

    assert answer.status_code == 422
    assert "password" not in answer.text


def test_fastapi_keeps_places_inside_models_and_lists() -> None:
    """An application has models of its own, in which a place is one field among others."""
    body = {"visitor": "Ông Ba", "place": COMMUNE.to_dict(), "result": RULES.assess(VILLAGE).to_dict()}

    assert post("/visits", body).json() == body
    assert post("/parts", COMMUNE.to_dict()).json() == [VILLAGE.to_dict()]


def test_the_openapi_document_describes_places_without_loose_references() -> None:
    """Tools make clients from this document; one reference that leads nowhere and they stop."""
    document = call("GET", "/openapi.json").json()

    taken = document["paths"]["/assess"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator: Any = Draft202012Validator(taken)
    validator.check_schema(taken)
    validator.validate(COMMUNE.to_dict())
    assert not validator.is_valid({"name": "Thôn 8"})
    references = {line for line in json.dumps(document).split('"') if line.startswith("#/")}
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references <= known


def test_pydantic_takes_objects_as_they_are() -> None:
    """Inside one program a place is passed on, not written out and read again."""
    adapter = TypeAdapter(sv.Place)

    assert adapter.validate_python(COMMUNE) is COMMUNE
    assert adapter.validate_json(adapter.dump_json(COMMUNE)) == COMMUNE
    with pytest.raises(ValidationError, match="a place needs a name"):
        adapter.validate_python({"name": " ", "level": "village"})


def test_a_fault_of_ours_is_no_fault_of_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only our own errors become 422: a bug must stay visible as a bug."""

    def broken(_: object) -> sv.Place:
        raise ZeroDivisionError

    monkeypatch.setattr(sv.Place, "from_dict", broken)
    with pytest.raises(ZeroDivisionError):
        TypeAdapter(sv.Place).validate_python({})


# ---- Django ----------------------------------------------------------------------------------------------------------

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ROOT_URLCONF=__name__,
    SECRET_KEY="for tests",  # noqa: S106 - nothing is signed here
)
django.setup()


class Record(models.Model):
    """A place and its result, stored as JSON."""

    place = models.JSONField()
    result = models.JSONField()

    class Meta:
        """Django asks to which application a model belongs."""

        app_label = "records"

    def __str__(self) -> str:
        """Name the place."""
        return str(self.place["name"])


def store(request: HttpRequest) -> JsonResponse:
    """Judge the place of a body and store both; a bad body is answered with our message."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"problem": "the body is no JSON"}, status=400)
    try:
        place = sv.Place.from_dict(body)
        result = RULES.assess(place).to_dict()
    except sv.SmartVillageError as error:
        return JsonResponse({"problem": str(error)}, status=400)
    record = Record.objects.create(place=place.to_dict(), result=result)
    return JsonResponse({"id": record.pk, "outcome": result["outcome"]})


urlpatterns = [path("store", store)]


@pytest.fixture
def site() -> Iterator[Client]:
    """Call the view, with the table of records there."""
    with connection.schema_editor() as editor:
        editor.create_model(Record)
    yield Client()
    with connection.schema_editor() as editor:
        editor.delete_model(Record)
    connection.close()


def test_django_stores_places_and_results_as_json(site: Client) -> None:
    """A JSONField is where most applications keep such things: what comes out must be what went in."""
    answer = site.post("/store", VILLAGE.to_dict(), content_type="application/json")

    assert answer.json()["outcome"] == "fail"
    record = Record.objects.get(pk=answer.json()["id"])
    assert sv.Place.from_dict(record.place) == VILLAGE
    assert sv.Assessment.from_dict(record.result) == RULES.assess(VILLAGE)
    assert Record.objects.filter(result__outcome="fail", place__level="village").count() == 1


@pytest.mark.parametrize(("body", "words"), BAD_PLACES, ids=[words for _, words in BAD_PLACES])
def test_a_django_view_answers_a_bad_place_with_our_message(site: Client, body: object, words: str) -> None:
    """One kind of error to catch is all that a view needs."""
    answer = site.post("/store", json.dumps(body), content_type="application/json")

    assert answer.status_code == 400
    assert words in answer.json()["problem"]
    assert Record.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 10**5, b'{"name": 1e', b"9" * 5000])
def test_a_body_that_is_no_json_is_the_callers_mistake(site: Client, body: bytes) -> None:
    """The view of the documentation must stand before a body of any kind, and so does FastAPI."""
    assert site.post("/store", body, content_type="application/json").status_code == 400
    answer = call("POST", "/assess", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("ends", [("-inf", "inf"), (1, "inf")])
def test_a_day_of_which_nothing_is_known_can_be_told(ends: tuple[object, object]) -> None:
    """A body may say that a day lies anywhere; the answer is made into text after the door has let it in."""
    bounds = {"low": ends[0], "high": ends[1], "scale": 1, "low_open": False, "high_open": False, "kind": "date"}
    facts = {"digital_plan_issued": [{"value": {"bounds": {**bounds, "total": None}}}]}
    place = sv.Place.from_dict({"name": "Tỉnh C", "level": "province", "facts": facts})
    answer = sv.load("mard/province-duties").assess(place)
    assert answer["plan-issued"].outcome is sv.Outcome.UNKNOWN
    assert all(answer.explain(lang) for lang in ("vi", "en"))
    assert place._repr_html_()  # as a notebook asks


def test_a_place_of_another_level_is_the_callers_mistake_too(site: Client) -> None:
    """A commune posted where villages are judged is no fault of the server."""
    answer = site.post("/store", COMMUNE.to_dict(), content_type="application/json")

    assert answer.status_code == 400
    assert "judges places of level village" in answer.json()["problem"]


# ---- plain JSON, threads, copies -------------------------------------------------------------------------------------


def test_json_holds_a_result_without_help() -> None:
    """No encoder of our own, no NaN: any program in any language can read it."""
    result = RULES.assess(VILLAGE, date(2025, 6, 1))

    text = json.dumps(result.to_dict(), allow_nan=False, ensure_ascii=False)
    assert sv.Assessment.from_dict(json.loads(text)) == result


def test_threads_share_one_set_and_one_place() -> None:
    """Servers judge in threads; what is remembered on the way must not mix."""
    places = [
        sv.Place(f"Thôn {n}", level="village", facts={"households_fibre_connected": sv.Share(n, 100)})
        for n in range(100)
    ]
    start = threading.Barrier(8)

    def judge(worker: int) -> list[Outcome]:
        start.wait()
        found = [RULES.assess(place)["fibre"].outcome for place in places]
        assert RULES.assess(VILLAGE).to_dict()["outcome"] == "fail", worker
        return found

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(judge, range(8)))

    assert answers == [[Outcome.FAIL] * 80 + [Outcome.PASS] * 20] * 8


FIRST_REQUESTS = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
sys.setswitchinterval(1e-5)
import smartvillage as sv
start = threading.Barrier(8)
def load(_):
    start.wait()
    return [sv.load(name).id for name in ("ho-chi-minh-city/targets", "nghe-an/smart-village", "vn/targets")]
with ThreadPoolExecutor(8) as pool:
    print(len({tuple(ids) for ids in pool.map(load, range(8))}))
"""


def test_threads_may_load_a_set_for_the_first_time_at_once() -> None:
    """A server that has just started gets its first requests together: none of them may see the others load."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", FIRST_REQUESTS],  # a process in which nothing is loaded yet
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("1\n", "")


def pickled(one: Any) -> Any:
    """Return what comes out of a pickle of our own."""
    return pickle.loads(pickle.dumps(one))  # noqa: S301 - our own


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, pickled],
    ids=["copy", "deepcopy", "pickle"],
)
@pytest.mark.parametrize(
    "one",
    [VILLAGE, COMMUNE, COMMUNE.parts[0], RULES, RULES["fibre"], RULES.assess(VILLAGE), RULES.assess(VILLAGE)["fibre"]],
    ids=["place", "whole", "part", "set", "criterion", "assessment", "finding"],
)
def test_copies_are_equal_and_answer_alike(one: Any, copied: Callable[[Any], Any]) -> None:
    """Task queues pickle, and caches copy; either must give the same thing back."""
    again = copied(one)

    assert again == one
    assert repr(again) == repr(one)
    if isinstance(one, sv.Assessment):
        assert again.to_dict() == one.to_dict()
        assert again.explain() == one.explain()


OF_EVERY_KIND: dict[str, Any] = {
    "bounds": sv.above("90%"),
    "share": sv.Share(370, 471),
    "monthly": sv.Monthly(dict.fromkeys(["2025-01"], 2), first="2025-01", last="2025-03"),
    "judgement": sv.Judgement(True, by="Hội đồng", on=date(2025, 1, 1), why="BB 07"),
    "fact": sv.Fact("79,5%", as_of=date(2025, 5, 1)),
    "level": sv.Level.VILLAGE,
    "outcome": Outcome.UNKNOWN,
    "reason": sv.Reason.BOUNDS,
    "force": sv.Force.REQUIRED,
    "vocabulary": sv.vocabulary(),
    "source": RULES.source,
    "catalogue": sv.catalogue(),
    "settled set": sv.load(DATA / "set-v1.toml").settle({"open": "50%"}, by="UBND", why="Họp"),
    "gap": RULES.assess(VILLAGE)["fibre"].gap,
    "tally": RULES.assess(VILLAGE).tally,
    "missing": RULES.assess(VILLAGE).missing(),
    "issues": RULES.assess(VILLAGE).issues,
    "leaf": [*RULES.assess(VILLAGE)["fibre"].leaves()],
    "comparison": sv.compare("nghe-an/smart-village", "mard/pilot-selection"),
    "problems": sv.check(sv.load("ho-chi-minh-city/household-device")),
    "ranking": sv.rank([RULES.assess(VILLAGE)]),
    "progress": sv.progress(RULES.assess(VILLAGE), RULES.assess(VILLAGE)),
    "register": sv.read(io.BytesIO("Thôn;Tổng số hộ\nA;1\nB;x\n".encode())),
    "rules": [criterion.rule for rules in sv.catalogue() for criterion in rules],
}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled], ids=["copy", "deepcopy", "pickle"])
@pytest.mark.parametrize("kind", OF_EVERY_KIND)
def test_whatever_the_library_gives_can_be_copied(kind: str, copied: Callable[[Any], Any]) -> None:
    """Nobody knows beforehand which of them an application puts into a cache or a queue."""
    one = OF_EVERY_KIND[kind]

    assert copied(one) == one
    assert repr(copied(one)) == repr(one)


def test_a_table_of_results_survives_a_queue() -> None:
    """Its arrays are compared cell by cell."""
    table = RULES.assess_table([VILLAGE, VILLAGE])
    again = pickled(table)

    assert repr(again) == repr(table)
    assert again.outcomes.tolist() == table.outcomes.tolist()


def test_threads_find_what_is_remembered_as_if_they_were_alone() -> None:
    """A value is worked out when it is first asked for; two threads that ask at once must see the same."""
    for _ in range(20):
        a = RULES.assess(VILLAGE, date(2025, 6, 1))
        start = threading.Barrier(8)

        def ask(_: int, a: sv.Assessment = a, start: threading.Barrier = start) -> tuple[Any, ...]:
            start.wait()
            return a.outcome, a.issues, a.tally, a.links, a["fibre"].gaps, a.explain("vi"), a.criteria_set.digest

        with ThreadPoolExecutor(8) as pool:
            assert len(set(map(repr, pool.map(ask, range(8))))) == 1


def test_a_copied_part_still_knows_its_whole() -> None:
    """Commune figures are used when a village is judged: a copy that lost them would answer otherwise."""
    part = COMMUNE.parts[0]

    assert pickled(part).parent == COMMUNE
    assert copy.deepcopy(part).parent == COMMUNE


@pytest.mark.parametrize(
    "error",
    [
        sv.SmartVillageError("x"),
        *(kind("x") for kind in sv.SmartVillageError.__subclasses__() if kind.__init__ is Exception.__init__),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_a_task_queue(error: sv.SmartVillageError) -> None:
    """A worker's error travels as a pickle to whoever waits for it."""
    again = pickled(error)

    assert type(again) is type(error)
    assert str(again) == str(error)


# ---- results of earlier versions -------------------------------------------------------------------------------------


def test_results_written_by_version_one_of_the_format_still_load() -> None:
    """An archive is read years later; the file was written once, by 0.1.0, and is never written again."""
    written = json.loads((DATA / "assessment-v1.json").read_text("utf-8"))

    a = sv.Assessment.from_dict(written, criteria_set=sv.load(DATA / "set-v1.toml"))

    assert a.outcome.value == written["outcome"]
    assert {finding.outcome for finding in a} == set(Outcome)
    assert [finding.outcome.value for finding in a] == [criterion["outcome"] for criterion in written["criteria"]]

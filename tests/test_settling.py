"""What can be settled in a set, and by what."""

from typing import Any

import pytest

from smartvillage import load
from smartvillage.errors import InvalidType, InvalidValue

NGHE_AN, LANG_SON = load("nghe-an/smart-village"), load("lang-son/targets")


def test_a_set_tells_what_it_leaves_open() -> None:
    """Questions with their readings; criteria whose share the document does not give, with none."""
    assert NGHE_AN.questions == {"ecommerce": (), "traceability": ()}
    assert LANG_SON.questions["units"] == ("pooled", "each-level")


def test_what_is_settled_is_open_no_longer() -> None:
    """An application offers what is left."""
    assert list(NGHE_AN.settle({"ecommerce": "50%"}, by="Hội đồng", why="BB 3").questions) == ["traceability"]
    assert "units" not in LANG_SON.settle({"units": "pooled"}, by="Hội đồng", why="BB 3").questions


@pytest.mark.parametrize("signed", [{"by": None, "why": "x"}, {"by": "x", "why": 3}, {"by": " ", "why": "x"}], ids=repr)
def test_nobody_settles_for_no_reason(signed: Any) -> None:
    """It would change verdicts unseen."""
    with pytest.raises(InvalidValue, match="by whom and why"):
        NGHE_AN.settle({"ecommerce": "50%"}, **signed)


def test_choices_are_a_mapping() -> None:
    """A list of questions chooses nothing."""
    choices: Any = ["ecommerce"]
    with pytest.raises(InvalidType, match="mapping from questions"):
        NGHE_AN.settle(choices, by="x", why="x")

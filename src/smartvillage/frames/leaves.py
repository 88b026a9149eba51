"""Tests of one indicator in a lazy frame: from what is known to where they surely pass and where they may."""

from typing import cast

from smartvillage.arrays.checks import Cut, cut_of, least_float
from smartvillage.arrays.ends import ABOVE
from smartvillage.frames.columns import spellings
from smartvillage.frames.exact import beyond
from smartvillage.frames.knowledge import Knowledge
from smartvillage.frames.known import Counts, Day, Ends, Points, Rails, Range, Word
from smartvillage.frames.stages import NO, YES, Stages, lit
from smartvillage.rules import Before, Leaf, NoLaterThan, OneOf

Number = Points | Counts | Ends | Range
"""What is known of a number, or of a yes or no as one."""


def unknown() -> Rails:
    """Return the answer where nobody knows."""
    return Rails(NO, YES)


def leaf_of(rule: Leaf, knowledge: Knowledge) -> Rails:
    """Return where one test surely passes, and where it may."""
    known = knowledge.known(rule.indicator)
    match rule, known:
        case _, None:
            return unknown()
        case _, Rails() as answer:
            return answer
        case OneOf(), Word() as word:
            is_one = word.one_of(spellings(knowledge.vocabulary[rule.indicator], rule.values))
            return Rails(word.known & is_one, ~word.known | is_one)
        case NoLaterThan() | Before(), Day() as day:
            on = lit(rule.value)
            late = day.value >= on if isinstance(rule, Before) else day.value > on
            return Rails(day.known & ~late, ~(day.known & late))
        case _:
            cut = cut_of(rule)
            reached = _reached(cast("Number", known), cut, knowledge.stages)
            return reached if cut.upward else reached.opposite


def _reached(known: Number, cut: Cut, stages: Stages) -> Rails:
    """Return where numbers surely reach a threshold, and where they may."""
    match known:
        case Points():
            value = known.value
            return Rails(
                known.known & (value >= least_float(cut.holds)), ~known.known | (value >= least_float(cut.fails))
            )
        case Counts():
            return _counted(known, cut, stages)
        case _:
            return Rails(known.low >= cut.holds, known.high >= cut.fails)


def _counted(counts: Counts, cut: Cut, stages: Stages) -> Rails:
    """Return where counts out of totals surely reach a share, and where they may: count · q ≥ p · total."""
    has_total = (counts.least >= 0) & (counts.total > 0)
    is_some = (counts.least > 0) & (counts.total < 0) & lit(cut.holds <= ABOVE)
    if cut.is_open:
        return Rails(has_total & (counts.least == counts.total), ~has_total | (counts.most > 0))
    share = cut.share or (1, 1)
    least = beyond(stages, counts.least, counts.total, share)
    most = least if counts.is_exact else beyond(stages, counts.most, counts.total, share)
    limit = 1 if cut.is_strict else 0
    return Rails((has_total & (least >= limit)) | is_some, ~has_total | (most >= limit))

"""What is known of an indicator in a lazy frame, each part of it an expression that is never null."""

from collections.abc import Sequence

from attrs import frozen

from smartvillage.frames.stages import Term


@frozen(eq=False)
class Points:
    """Shares as numbers; 0 where nothing is known.

    Attributes:
        value: percentages with 9 places, or fractions with 11.
        known: where they are known.
        places: how many decimal places count.
    """

    value: Term
    known: Term
    places: int


@frozen(eq=False)
class Counts:
    """Shares as whole counts.

    Attributes:
        least: the least count; -1 where nothing is recorded.
        most: the greatest count.
        total: out of how many; 0 for none, -1 where it is not stated.
        is_exact: whether the two counts are one column.
    """

    least: Term
    most: Term
    total: Term
    is_exact: bool


@frozen(eq=False)
class Share:
    """What the columns of a share say.

    Attributes:
        value: percentages.
        low: their low ends.
        high: their high ends.
        counts: counts.
    """

    value: Points | None = None
    low: Points | None = None
    high: Points | None = None
    counts: Counts | None = None


@frozen(eq=False)
class Range:
    """Whole numbers between two ends; the widest where nothing is known."""

    low: Term
    high: Term
    known: Term


@frozen(eq=False)
class Ends:
    """A share, or a yes or no, as integers that order as its ends do: `smartvillage.arrays.ends.Ends`.

    Attributes:
        low: the low ends.
        high: the high ends.
        speaks: where links take something for known.
        recorded: where something is recorded, perhaps set aside.
        least: for shares, the least count where `total` is above zero.
        most: for shares, the greatest count there.
        total: for shares, the total that the ends are counts of; else 0.
    """

    low: Term
    high: Term
    speaks: Term
    recorded: Term
    least: Term
    most: Term
    total: Term


@frozen(eq=False)
class Rails:
    """A truth value of three: where it surely holds, and where it may."""

    surely: Term
    perhaps: Term

    @property
    def opposite(self) -> "Rails":
        """Its negation."""
        return Rails(~self.perhaps, ~self.surely)


@frozen(eq=False)
class Word:
    """The values of a category, folded as `columns` folds them.

    Attributes:
        value: the text.
        known: where it is one of the declared values.
    """

    value: Term
    known: Term

    def one_of(self, words: Sequence[str]) -> Term:
        """Return where it is one of several."""
        return self.value.of(lambda expr: expr.is_in(words))


@frozen(eq=False)
class Day:
    """Days; any where nothing is known."""

    value: Term
    known: Term


Recorded = Share | Range | Rails | Word | Day
"""What columns say of an indicator."""

Known = Points | Counts | Ends | Range | Rails | Word | Day
"""What is known of one, as tests ask it."""

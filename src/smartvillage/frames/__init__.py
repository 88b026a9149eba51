"""Lazy frames: villages judged, and household records counted, where the data is.

`assess_lazy` compiles a criteria set into expressions of narwhals, so that polars, DuckDB and Spark judge with the
answers of `smartvillage.arrays`, to the row. `stages` holds what is worked out; `columns` checks the schema and reads;
`shares`, `exact`, `links` and `knowledge` say what is known, in the integers of `smartvillage.arrays.ends`; `leaves`
and `judging` judge. `households` counts the records of households into the figures of villages.
"""

from smartvillage.errors import MissingExtra

try:
    from smartvillage.frames.assessing import assess_lazy, count_outcomes
    from smartvillage.frames.households import facts_from_households
except ModuleNotFoundError as error:
    if error.name != "narwhals":
        raise
    msg = "data frames need narwhals: pip install 'smartvillage[dataframe]'"
    raise MissingExtra(msg) from None

__all__ = ["assess_lazy", "count_outcomes", "facts_from_households"]

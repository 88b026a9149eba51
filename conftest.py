"""Run the examples of the documentation: fences marked `python` and the doctests in docstrings."""

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

pages = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"])
docstrings = Sybil(
    parsers=[DocTestParser()],
    patterns=["src/**/*.py"],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = SybilCollection([pages, docstrings]).pytest()

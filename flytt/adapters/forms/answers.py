"""All answers to one form, page by page; what came before it was cut off is not asked for again."""

from collections.abc import Mapping, Sequence

from flytt.adapters.forms.door import Door, Object
from flytt.adapters.forms.remembered import Remembered

PAGE = 50
"""Responses in one request: what the service's own pages ask for."""
TRIES = 5
"""How often an owner's forms are fetched again while people answer."""
_PAGES = "Fetching a page of answers"


class Answers:
    """Fetches pages by how many answers to skip. Who deletes one meanwhile moves all that follow it."""

    def __init__(self, old: Door, so_far: Remembered) -> None:
        self._old, self._so_far = old, so_far

    def of(self, form: str) -> list[Object]:
        """Return the answers to the form at that address."""
        asked = f"{form}/responses?$top={PAGE}&$skip="
        found, whole = self._before(asked)
        while not whole:
            page = list(self._old.objects(f"{asked}{len(found)}", _PAGES))
            self._so_far.keep(f"{asked}{len(found)}", page)
            found += page
            whole = len(page) < PAGE
        return found

    def _before(self, asked: str) -> tuple[list[Object], bool]:
        """Return the pages that came, and whether that is all.

        The last of a form that was cut off in the middle is asked for once more: if it is not the same,
        answers have moved between pages, and one of them would be on none.
        """
        pages: list[list[Object]] = []
        skip = 0
        while (page := self._so_far.objects(f"{asked}{skip}")) is not None:
            pages.append(page)
            skip += len(page)
            if len(page) < PAGE:
                return [one for each in pages for one in each], True
        if pages:
            again = list(self._old.objects(f"{asked}{skip - len(pages[-1])}", _PAGES))
            if again != pages[-1]:
                self._so_far.forget(asked)
                return [], False
        return [one for each in pages for one in each], False


def hold_together(forms: Sequence[Object], pages: Mapping[str, Sequence[Object]]) -> bool:
    """Whether each form has as many answers as it counts, and none twice."""
    for form in forms:
        answers = pages[str(form["id"])]
        numbers = [str(one["id"]) for one in answers if one.get("id") is not None]
        if form.get("rowCount") not in {None, len(answers)} or len(set(numbers)) < len(numbers):
            return False
    return True

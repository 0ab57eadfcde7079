"""The one door from facts to words."""

from flytt.migration.notice_record import Notice
from flytt.migration.workload import Audience, Language
from flytt.notices.compose import compose
from flytt.notices.forms import FORMS, Form


def render(notice: Notice, language: Language, audience: Audience, form: Form) -> str:
    """Return the notice as these readers should have it. `residents` is everybody outside the staff.

    ValueError when nothing in the notice concerns them: ask `notice.for_audience` first.
    """
    theirs = notice.for_audience(audience)
    if theirs is None:
        raise ValueError(f"{notice.id} does not concern {audience}")
    return FORMS[form](compose(theirs, language, audience))

"""Forms as the service describes them, whole or in part, merged over all files that name them."""

from collections.abc import Iterable

from flytt.forms.form import Form, Question, WorkbookLink
from flytt.forms.form_id import decode
from flytt.forms.reading.fields import Fields


def form_of(given: Fields) -> Form | None:
    """Return the form that one object describes; None when it has no id of its own, or is not a form."""
    form_id = given.text("id", "formId")
    if not form_id or not (decode(form_id) or given.get("title", "rowCount", "questions", "createdDate")):
        return None
    decoded = decode(form_id)
    return Form(
        id=form_id,
        sources=("service",),
        title=given.text("title", "formTitle"),
        description=given.text("description"),
        created=given.moment("createdDate", "createdDateTime"),
        modified=given.moment("modifiedDate", "lastModifiedDateTime"),
        created_by=given.text("createdBy"),
        owner_id=(given.text("ownerId") or (decoded.owner_id if decoded else "")).lower(),
        tenant_id=(given.text("ownerTenantId") or (decoded.tenant_id if decoded else "")).lower(),
        type=given.text("type"),
        category=given.text("category"),
        language=given.text("defaultLanguage"),
        collection_id=given.text("collectionId"),
        tracking_id=given.text("trackingId"),
        soft_deleted=_deleted(given),
        row_count=given.whole("rowCount"),
        label=given.text("sensitivityLabel", "DataClassificationLabel"),
        questions=tuple(_questions(given)),
        coauthors=_coauthors(given),
        workbook=_workbook(given),
    )


def _deleted(given: Fields) -> bool:
    return bool(given.flag("softDeleted") or given.whole("softDeleted"))


def _coauthors(given: Fields) -> tuple[str, ...]:
    found = [one.text("identifier", "userId", "granteeId", "id") for one in given.each("permissions")]
    return tuple(dict.fromkeys(one for one in found if one))


def _workbook(given: Fields) -> WorkbookLink:
    return WorkbookLink(
        workbook_id=given.text("sdxWorkbookId", "xlWorkbookId"),
        drive_id=given.text("sdxWorkbookParentDriveId"),
        folder=given.text("sdxWorkbookParentFolder", "sdxWorkbookParentFolderId"),
        file_name=given.text("sdxWorkbookFileName"),
        owner=given.text("sdxWorkbookOwner"),
        url=given.text("sdxWebUrl"),
        table_id=given.text("xlTableId", "tableId"),
        migrated_id=given.text("migrationWorkbookId"),
        last_synced_response=given.whole("lastSyncedResponseId"),
        unsynced=bool(given.flag("xlFileUnSynced")),
    )


def _questions(given: Fields) -> Iterable[Question]:
    found = [one for one in given.each("questions") if one.text("id")]
    for n, one in enumerate(found):
        info = one.below("questionInfo")
        choices = info.each("Choices", "choices") or one.each("choices")
        order = one.get("order")
        yield Question(
            id=one.text("id"),
            title=one.text("title", "formsProRTQuestionTitle"),
            type=one.text("type").removeprefix("Question."),
            order=float(order) if isinstance(order, int | float) else n,
            choices=tuple(
                text
                for choice in choices
                if (text := choice.text("Description", "displayText", "text", "title"))
            )
            or info.texts("Choices")
            or one.texts("choices"),
            multiple=bool(info.whole("ChoiceType") == _SEVERAL or info.flag("AllowMultipleValues")),
            group=one.text("groupId"),
            quiz=bool(one.flag("isQuiz")),
        )


_SEVERAL = 2


def merged(forms: Iterable[Form]) -> list[Form]:
    """Return each form once, ordered by id: a field that one file leaves out is taken from another."""
    found: dict[str, Form] = {}
    for form in forms:
        other = found.get(form.id)
        found[form.id] = _merged(other, form) if other else form
    return [found[one] for one in sorted(found)]


def _merged(one: Form, other: Form) -> Form:
    """The service wins over what others say, and then the later in time."""
    newer, older = (one, other) if _later(one, other) else (other, one)
    fields: dict[str, object] = {
        name: getattr(newer, name)
        for name, field in Form.model_fields.items()
        if getattr(newer, name) not in (field.default, None, "", ())
    }
    fields["sources"] = tuple(dict.fromkeys([*one.sources, *other.sources]))
    return older.changed(**fields)


def _later(one: Form, other: Form) -> bool:
    if ("service" in one.sources) != ("service" in other.sources):
        return "service" in one.sources
    return bool(one.modified and other.modified and one.modified > other.modified)

"""Estates that are packed and proved where a test needs it, and what is done to the target in between."""

from pathlib import Path

import openpyxl

from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.document import Attribution
from flytt.forms.estate import Estate
from flytt.forms.form_id import encode
from flytt.forms.moving.pack import pack
from flytt.forms.reading.estate import read_estate
from flytt.forms.reconcile.document import Proof
from flytt.forms.reconcile.excluded import read_exclusions
from flytt.forms.reconcile.prove import prove
from flytt.migration.record import Json
from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of
from tests.forms.estates import FORM, KEY, OWNER, TENANT, Folder, answers, export, times, workbook

OTHER_FORM = encode(TENANT, OWNER, "UZZZKTVYQUxUTFpaVzU0RkRMRE")
UPLOADS = "/Apps/Microsoft Forms/Trivsel/Vedlegg"
SITE = "https://liksom.example/personal/en/Documents"


class Moved:
    """One estate with its attribution, packed once; proved as often as asked."""

    def __init__(self, root: Path, target: Path) -> None:
        self.root, self.target = root, target
        self.estate: Estate = read_estate(root, key=KEY, workers=1)
        self.document: Attribution = attribute(self.estate)
        exclusions = read_exclusions(root / "exclusions.csv")
        self.packed = pack(self.estate, self.document, target, key=KEY, exclusions=exclusions)

    def prove(self) -> Proof:
        """Read the target again and hold it against what was found."""
        exclusions = read_exclusions(self.root / "exclusions.csv")
        return prove(self.estate, self.document, self.target, key=KEY, exclusions=exclusions)

    def folder(self, form: str = FORM) -> Path:
        """Return where a form lies on the target."""
        return next(self.target / one.folder for one in self.packed.package.forms if one.id == form)

    def edit(self, row: int, column: int, value: object, *, form: str = FORM, sheet: str = "Svar") -> None:
        """Change one cell of a form's workbook on the target."""
        path = self.folder(form) / "svar.xlsx"
        book = openpyxl.load_workbook(path)
        book[sheet].cell(row, column).value = value  # pyright: ignore[reportAttributeAccessIssue] - no merged cells there
        book.save(path)


def practice_estate(root: Path, *, tier: int = 2, forms: int = 6, seed: int = 5) -> Path:
    """Return the folder of a small estate of the practice municipality."""
    settings = Settings(
        seed=seed, tier=tier, forms=forms, responses_median=6, distractors=0.3, sources=sources_of(tier)
    )
    make_estate(settings, root / "estate", root / "truth")
    return root / "estate"


def response(n: int, **said: str) -> Json:
    """Return the service's n-th response; answers by the id of their question."""
    start, end = times(n)
    listed = [f'{{"questionId": "{name}", "answer1": {value}}}' for name, value in said.items()]
    return {
        "id": n,
        "startDate": start.isoformat() + "Z",
        "submitDate": end.isoformat() + "Z",
        "responder": "anonymous",
        "answers": f"[{', '.join(listed)}]",
    }


def small_estate(
    root: Path, *, count: int = 6, in_service: int = 6, without: frozenset[int] = frozenset()
) -> Folder:
    """Return an estate of one form: the service asks one question, an old export has two, one file came."""
    folder = Folder(root)
    questions: list[Json] = [{"id": "r1", "title": "Trives du?", "type": "Question.Choice", "order": 1}]
    questions.append({"id": "r3", "title": "Vedlegg", "type": "Question.FileUpload", "order": 3})
    form: Json = {"id": FORM, "title": "Trivsel", "rowCount": in_service, "questions": questions}
    folder.write("forms/one.json", form)
    link = f"{SITE}{UPLOADS}/bilde_En.pdf".replace(" ", "%20")
    upload = f'"[{{\\"link\\": \\"{link}\\", \\"driveId\\": \\"b!drive\\", \\"id\\": \\"01BILDE\\"}}]"'
    pages: list[Json] = [
        response(n, r1='"Ja"' if n % 2 else '"Nei"', **({"r3": upload} if n == 1 else {}))
        for n in range(1, in_service + 1)
    ]
    folder.write(f"responses/{FORM}/page-1.json", {"value": pages})
    kept = [row for row in answers(count) if row[0] not in without]
    folder.file("Trivsel(1-6).xlsx", workbook({"Sheet1": export(kept)}))
    parent: Json = {"driveId": "b!drive", "path": f"/drives/b!drive/root:{UPLOADS}"}
    folder.file("bilde_En.pdf", b"et bilde", item_id="01BILDE", webUrl=link, parentReference=parent)
    return folder

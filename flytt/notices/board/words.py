"""What the board itself says, in each language: `words/nb.yaml` and `words/nn.yaml` fill the same table."""

from functools import cache
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML

from flytt.migration.record import Record
from flytt.migration.workload import Language


class Words(Record):
    """Everything that stands on the board's pages and is no notice. `{…}` are filled in by the pages."""

    language: str
    skip: str
    board: str
    menu: str
    choose: str
    overview: str
    sectors: str
    subscribe: str
    wording: str
    promises: str
    sign_in: str
    sign_out: str
    signed_in: str
    staff: str
    residents: str
    practice: str
    away: str
    week: str
    now: str
    now_none: str
    coming: str
    coming_none: str
    ended: str
    by_sector_lead: str
    none: str
    draft: str
    lead: str
    to_overview: str
    history: str
    history_lead: str
    history_of: str
    revision: str
    revision_changed: str
    revision_first: str
    revision_says: str
    forms: str
    forms_lead: str
    form_text: str
    form_md: str
    form_html: str
    form_eml: str
    form_card: str
    form_sharepoint: str
    form_ics: str
    form_atom: str
    form_json: str
    copy_form: str
    copied: str
    open_form: str
    content_of: str
    subscribe_lead: str
    subscribe_slow: str
    all_sectors: str
    feed_ics: str
    feed_atom: str
    feed_json: str
    feed_address: str
    feed_sector: str
    missing_title: str
    missing: str
    wrong_title: str
    wrong: str
    closed_title: str
    closed: str
    fault_title: str
    fault: str
    waiting_title: str
    waiting: str
    refused_title: str
    refused: str
    unknown_person: str
    no_sign_in: str
    wording_lead: str
    wording_text: str
    wording_standing: str
    wording_in_use: str
    wording_by: str
    nobody: str
    proven: str
    claimed: str
    says_approved: str
    says_waiting: str
    says_stale: str
    says_held: str
    says_never: str
    read_and_approve: str
    source_is: str
    faults: str
    changed_since: str
    all_words: str
    preview: str
    preview_lead: str
    preview_approved: str
    preview_none: str
    approve: str
    approve_lead: str
    approved_already: str
    correct_lead: str
    approve_and_correct: str
    correct_now: str
    approved_now: str
    changed_meanwhile: str
    hash: str
    back_to_list: str
    promises_lead: str
    promise_system: str
    promise_window: str
    promise_minutes: str
    promise_measured: str
    promise_verdict: str
    kept: str
    broken: str
    never_down: str
    down_now: str
    sector_sum: str
    minutes: str
    owed: str
    owed_none: str
    owed_line: str
    owed_overdue: str
    owed_due: str
    owed_start: str
    owed_news: str
    owed_end: str
    owed_answer: str
    owed_nobody: str
    questions: str
    questions_title: str
    questions_lead: str
    questions_counts: str
    questions_none: str
    questions_reading: str
    questions_fault: str
    questions_again: str
    questions_more: str
    questions_file: str
    questions_guess: str
    questions_settles: str
    questions_unit: str
    questions_to_decided: str
    questions_back: str
    question_where: str
    question_counts: str
    question_sensitive: str
    question_private: str
    question_for: str
    question_against: str
    question_nothing: str
    answer_title: str
    answer_share: str
    answer_alike: str
    answer_unit: str
    answer_created: str
    answer_count: str
    answer_latent: str
    answer_latent_means: str
    answer_untitled: str
    no_form: str
    answer_other: str
    answer_other_which: str
    answer_why: str
    answer_send: str
    answer_missing: str
    answered_meanwhile: str
    answer_kept: str
    answered_by: str
    answered_already: str
    unit_title: str
    unit_lead: str
    unit_unknown: str
    unit_text: str
    unit_letter: str
    unit_note: str
    unit_sent: str
    unit_sent_unknown: str
    decided_title: str
    decided_lead: str
    decided_none: str
    decided_form: str
    decided_by: str
    decided_why: str
    decided_undo: str
    decided_undo_of: str
    decided_more: str
    newest: str
    footer: str


@cache
def words(language: Language) -> Words:
    """Return the board's words in a language."""
    path = Path(__file__).parent / "words" / f"{language}.yaml"
    content = cast("object", YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))  # pyright: ignore[reportUnknownMemberType]
    return Words.model_validate(content)

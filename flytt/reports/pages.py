"""All pages in one place: Markdown in bokmål, for Prefect's artifacts and for files."""

from flytt.reports.dossier import dossier
from flytt.reports.plan_page import plan_page
from flytt.reports.progress_page import progress_page
from flytt.reports.reconciliation_page import audit_page, reconciliation_page

__all__ = ["audit_page", "dossier", "plan_page", "progress_page", "reconciliation_page"]

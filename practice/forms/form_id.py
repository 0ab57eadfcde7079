"""Form ids as Microsoft Forms makes them: base64url of tenant, owner, table id and flags."""

from __future__ import annotations

import base64
import uuid

__all__ = ["form_address", "form_id"]


def form_id(tenant: str, owner: str, table: str, *, group: bool, container: bool = False) -> str:
    """The id of a form: 80 characters for a user's, 88 for a group's or a container's."""
    flags = ("$%@#t=g" if group else "") + ("$%@#c=1" if container else "")
    body = uuid.UUID(tenant).bytes_le + uuid.UUID(owner).bytes_le + (table + flags).encode()
    body += b"." * (-len(body) % 3)
    return base64.urlsafe_b64encode(body).decode()


def form_address(form: str, style: int) -> str:
    """A link to a form, in one of the ways people pass them on."""
    return (
        f"https://forms.office.com/Pages/ResponsePage.aspx?id={form}",
        f"https://forms.office.com/pages/responsepage.aspx?id={form}&route=shorturl",
        f"https://forms.cloud.microsoft/Pages/ResponsePage.aspx?id={form}",
        f"https://forms.office.com/Pages/DesignPageV2.aspx?origin=NeoPortalPage&subpage=design&id={form}",
        f"https://forms.office.com/Pages/AnalysisPage.aspx?AnalyzerToken=xyz&id={form}",
    )[style % 5]

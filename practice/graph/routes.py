"""Every address of the practice Graph, who may call it, and what it costs (Microsoft's published units)."""

from __future__ import annotations

from practice.graph import (
    content,
    deleted,
    delta,
    domains,
    exchange_admin,
    groups,
    invitations,
    items,
    licences,
    mail,
    mailbox_api,
    members,
    organization,
    permissions,
    post_office,
    site_locks,
    site_pages,
    uploads,
    users,
)  # fmt: skip
from practice.graph.answers import Answer
from practice.graph.call import Call, Route, RouteAnswer
from practice.graph.chat_routes import chat_routes
from practice.graph.chat_state import ChatEstate
from practice.graph.team_routes import team_routes
from practice.graph.team_state import Teamwork

__all__ = ["routes"]

_ID = "([^/]+)"
_ONE = r"([^/:]+(?::/[^:]*:?)?)"
_AT = r"([^/:]+(?::/[^:]*:)?)"
_DRIVE = "/drives/([^/]+)"
_CAST = "(?:/graph[.](user|group))?"


def _any(*names: str) -> frozenset[str]:
    return frozenset(names) | {"Directory.ReadWrite.All"}


_USER_READ = _any("User.Read.All", "User.ReadWrite.All", "Directory.Read.All")
_USER_WRITE = _any("User.ReadWrite.All")
_GROUP_READ = _any("Group.Read.All", "GroupMember.Read.All", "Group.ReadWrite.All", "Directory.Read.All")
_GROUP_WRITE = _any("Group.ReadWrite.All")
_MEMBER_WRITE = _any("GroupMember.ReadWrite.All", "Group.ReadWrite.All")
_RESTORE = _any("User.DeleteRestore.All", "User.ReadWrite.All", "Group.ReadWrite.All")
_DOMAIN_READ = _any("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All")
_DOMAIN_WRITE = frozenset({"Domain.ReadWrite.All"})
_SKU_READ = _any("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Directory.Read.All")
_SKU_WRITE = _any("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All")
_FILE_READ = frozenset({"Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"})
_FILE_WRITE = frozenset({"Files.ReadWrite.All", "Sites.ReadWrite.All"})
_MAIL_READ = frozenset({"Mail.Read", "Mail.ReadWrite"})
_MAIL_WRITE, _MAIL_SEND = frozenset({"Mail.ReadWrite"}), frozenset({"Mail.Send"})
_FOLDER_READ = frozenset({"MailboxFolder.Read.All", "MailboxFolder.ReadWrite.All"})
_FOLDER_WRITE = frozenset({"MailboxFolder.ReadWrite.All"})
_ITEM_READ = frozenset({"MailboxItem.Read.All", "MailboxItem.ImportExport.All"})
_EXPORT = frozenset({"MailboxItem.Export.All", "MailboxItem.ImportExport.All"})
_IMPORT = frozenset({"MailboxItem.ImportExport.All"})
_BOX_READ = frozenset({"MailboxSettings.Read", "MailboxSettings.ReadWrite"})
_SITE_READ = frozenset({"Sites.Read.All", "Sites.ReadWrite.All"})
_SITE_WRITE = frozenset({"Sites.ReadWrite.All"})
_SITE_CONTROL, _SITE_ADMIN = frozenset({"Sites.FullControl.All"}), "/_api/SPO[.]Tenant/sites"


def routes(
    sessions: uploads.Uploads,
    boxes: mail.Mailboxes,
    sites: site_pages.Sites,
    office: post_office.PostOffice,
    teamwork: Teamwork,
    chats: ChatEstate,
) -> tuple[Route, ...]:
    """All of them. The first that fits answers."""
    return (
        *_people(),
        *_groups(),
        *_directory(),
        *_mail(boxes),
        *_mailboxes(mailbox_api.MailboxApi(office), exchange_admin.ExchangeAdmin(office)),
        *_sites(sites),
        *_drives(sessions),
        *team_routes(teamwork),
        *chat_routes(chats),
    )


def _people() -> tuple[Route, ...]:
    user = f"/users/{_ID}"
    return (
        Route("GET", "/users", users.get_all, _USER_READ, cost=2),
        Route("GET", "/users/[$]count", users.count, _USER_READ, cost=2),
        Route("GET", "/(users)/delta", delta.changes, _USER_READ),
        Route("POST", "/users", users.create, _USER_WRITE),
        Route("GET", user, users.get, _USER_READ),
        Route("PATCH", user, users.update, _USER_WRITE | {"User.EnableDisableAccount.All"}),
        Route("DELETE", user, users.delete, _any("User.DeleteRestore.All", "User.ReadWrite.All")),
        Route("POST", f"{user}/revokeSignInSessions", users.revoke, _any("User.RevokeSessions.All")),
        Route("POST", f"{user}/assignLicense", licences.assign, _SKU_WRITE),
        Route("GET", f"{user}/licenseDetails", licences.details, _SKU_READ, cost=2),
        Route(
            "GET",
            f"{user}/(memberOf|transitiveMemberOf|ownedObjects){_CAST}",
            members.member_of,
            _USER_READ,
            cost=2,
        ),
        Route("POST", "/invitations", invitations.invite, _any("User.Invite.All"), tag="invitation"),
    )


def _groups() -> tuple[Route, ...]:
    group = f"/groups/{_ID}"
    return (
        Route("GET", "/groups", groups.get_all, _GROUP_READ),
        Route("GET", "/(groups)/delta", delta.changes, _GROUP_READ),
        Route("POST", "/groups", groups.create, _any("Group.Create", "Group.ReadWrite.All")),
        Route("PATCH", r"/groups/?\(uniqueName='([^']+)'\)", groups.upsert, _GROUP_WRITE),
        Route("GET", group, groups.get, _GROUP_READ),
        Route("PATCH", group, groups.update, _GROUP_WRITE),
        Route("DELETE", group, groups.delete, _GROUP_WRITE),
        Route("GET", f"{group}/(members|owners){_CAST}", members.members, _GROUP_READ, cost=3),
        Route("GET", f"{group}/(transitiveMembers){_CAST}", members.members, _GROUP_READ, cost=5),
        Route("POST", f"{group}/(members|owners)/[$]ref", members.add, _MEMBER_WRITE),
        Route("DELETE", f"{group}/(members|owners)/{_ID}/[$]ref", members.drop, _MEMBER_WRITE),
    )  # fmt: skip


def _directory() -> tuple[Route, ...]:
    domain, gone = f"/domains/{_ID}", "/directory/deletedItems"
    return (
        Route(
            "GET", f"{gone}/graph[.](user|group)", deleted.get_all, _any("User.Read.All", "Group.Read.All")
        ),
        Route("GET", f"{gone}/{_ID}", deleted.get, _any("User.Read.All", "Group.Read.All")),
        Route("POST", f"{gone}/{_ID}/restore", deleted.restore, _RESTORE),
        Route("DELETE", f"{gone}/{_ID}", deleted.forget, _RESTORE),
        Route("GET", "/subscribedSkus", licences.subscribed, _SKU_READ, cost=3),
        Route(
            "GET", "/organization", organization.get_all, _any("Organization.Read.All", "Directory.Read.All")
        ),
        Route("GET", "/domains", domains.get_all, _DOMAIN_READ),
        Route("POST", "/domains", domains.add, _DOMAIN_WRITE),
        Route("GET", domain, domains.get, _DOMAIN_READ),
        Route("PATCH", domain, domains.update, _DOMAIN_WRITE),
        Route("DELETE", domain, domains.delete, _DOMAIN_WRITE),
        Route("GET", f"{domain}/verificationDnsRecords", domains.proofs, _DOMAIN_READ),
        Route("GET", f"{domain}/serviceConfigurationRecords", domains.service_records, _DOMAIN_READ),
        Route("GET", f"{domain}/domainNameReferences", domains.referenced, _DOMAIN_READ, cost=4),
        Route("POST", f"{domain}/verify", domains.verify, _DOMAIN_WRITE),
        Route("POST", f"{domain}/promote", domains.promote, _DOMAIN_WRITE),
        Route("POST", f"{domain}/forceDelete", domains.force_delete, _DOMAIN_WRITE),
    )


def _mail(boxes: mail.Mailboxes) -> tuple[Route, ...]:
    user = f"/users/{_ID}"
    return (
        Route("GET", f"{user}/messages", boxes.get_all, _MAIL_READ, "outlook"),
        Route("GET", f"{user}/mailFolders/{_ID}/messages", boxes.get_all, _MAIL_READ, "outlook"),
        Route("POST", f"{user}/messages", boxes.create, _MAIL_WRITE, "outlook"),
        Route("POST", f"{user}/messages/{_ID}/send", boxes.send_draft, _MAIL_SEND, "outlook"),
        Route("POST", f"{user}/sendMail", boxes.send, _MAIL_SEND, "outlook"),
        Route("DELETE", f"{user}/messages/{_ID}", boxes.delete, _MAIL_WRITE, "outlook"),
    )


def _mailboxes(boxes: mailbox_api.MailboxApi, exchange: exchange_admin.ExchangeAdmin) -> tuple[Route, ...]:
    box, folder = f"/admin/exchange/mailboxes/{_ID}", f"/admin/exchange/mailboxes/{_ID}/folders/{_ID}"
    gone = "permanentDelete"

    def way(
        method: str, pattern: str, answer: RouteAnswer, roles: frozenset[str], service: str = "outlook"
    ) -> Route:
        return Route(method, pattern, answer, roles, service)

    def kind(name: str, role: str) -> Route:
        return way("POST", f"/users/{_ID}/{name}/{_ID}/{gone}", boxes.remove, frozenset({role}))

    return (
        way("GET", f"/users/{_ID}/settings/exchange", boxes.settings, _BOX_READ),
        way("GET", f"{box}/folders", boxes.folders, _FOLDER_READ),
        way("POST", f"{box}/folders", boxes.make_folder, _FOLDER_WRITE),
        way("GET", f"{folder}/childFolders", boxes.folders, _FOLDER_READ),
        way("POST", f"{folder}/childFolders", boxes.make_folder, _FOLDER_WRITE),
        way("GET", folder, boxes.folder, _FOLDER_READ),
        way("GET", f"{folder}/items", boxes.items, _ITEM_READ),
        way("GET", f"{folder}/items/delta", boxes.delta, _ITEM_READ),
        way("POST", f"{box}/exportItems", boxes.export, _EXPORT),
        way("POST", f"{box}/createImportSession", boxes.open_session, _IMPORT),
        way("POST", f"/import/{_ID}", boxes.take_in, _IMPORT),
        kind("messages", "Mail.ReadWrite"),
        kind("events", "Calendars.ReadWrite"),
        kind("contacts", "Contacts.ReadWrite"),
        way("POST", f"/users/{_ID}/mailFolders/{_ID}/{gone}", boxes.remove_folder, _MAIL_WRITE),
        way(
            "POST",
            f"/adminapi/beta/{_ID}/InvokeCommand",
            exchange.invoke,
            frozenset({"Exchange.ManageAsApp"}),
            service="exchange",
        ),
    )


def _sites(sites: site_pages.Sites) -> tuple[Route, ...]:
    def way(method: str, pattern: str, answer: RouteAnswer, cost: int = 1) -> Route:
        roles = _SITE_READ if method == "GET" else _SITE_WRITE
        return Route(method, pattern, answer, roles, "sharepoint", cost)

    at, cast = f"/sites/{_ID}/pages", "(?:microsoft[.])?graph[.]sitePage"
    return (
        way("GET", f"/sites/{_ID}", sites.get_site),
        way("GET", f"{at}/{cast}", sites.get_all, 2),
        way("POST", at, sites.create, 2),
        way("GET", f"{at}/{_ID}/{cast}", sites.get),
        way("GET", f"{at}/{_ID}/{cast}/web[pP]arts", sites.get_parts),
        way("GET", f"/groups/{_ID}/sites/root", sites.get_group_site),
        way("GET", f"/sites/{_ID}/lists", sites.get_lists, 2),
        way("GET", f"/sites/{_ID}/lists/{_ID}/items/{_ID}/driveItem/permissions", sites.get_rights, 5),
        way("PATCH", f"{at}/{_ID}/{cast}", sites.update, 2),
        way("POST", f"{at}/{_ID}/{cast}/publish", sites.publish, 2),
        way("DELETE", f"{at}/{_ID}", sites.delete, 2),
    )


def _drives(sessions: uploads.Uploads) -> tuple[Route, ...]:
    def read(pattern: str, answer: RouteAnswer, cost: int = 1) -> Route:
        return Route("GET", pattern, answer, _FILE_READ, "sharepoint", cost)

    def write(method: str, pattern: str, answer: RouteAnswer) -> Route:
        return Route(method, pattern, answer, _FILE_WRITE, "sharepoint", 2)

    def share(method: str, pattern: str, answer: RouteAnswer, tag: str = "") -> Route:
        roles = _FILE_READ if method == "GET" else _FILE_WRITE
        return Route(method, pattern, answer, roles, "sharepoint", 5, tag)

    def start(call: Call, of: str, where: str) -> Answer:
        return sessions.start(call, of, where)

    at, grant = f"{_DRIVE}/items/{_AT}", f"{_DRIVE}/items/{_AT}/permissions"
    return (
        read(f"/(users|groups)/{_ID}/drive", items.owned_drive),
        read(f"/(users|groups)/{_ID}/drives", items.owned_drives, 2),
        read(_DRIVE, items.get_drive),
        read(f"{at}/children", items.children, 2),
        write("POST", f"{at}/children", items.make_folder),
        read(f"{at}/delta", items.delta, 2),
        read(rf"{at}/delta\(token='([^']*)'\)", items.delta),
        read(f"{at}/content", content.download),
        write("PUT", f"{at}/content", content.put),
        write("POST", f"{at}/createUploadSession", start),
        write("POST", f"{at}/copy", items.copy),
        read(f"{at}/versions", content.versions, 2),
        read(f"{at}/versions/{_ID}/content", content.get_version),
        write("POST", f"{at}/versions/{_ID}/restoreVersion", content.restore_version),
        share("GET", grant, permissions.get_all),
        share("GET", f"{grant}/{_ID}", permissions.get),
        share("PATCH", f"{grant}/{_ID}", permissions.update, "sharing"),
        share("DELETE", f"{grant}/{_ID}", permissions.delete, "sharing"),
        share("POST", f"{at}/invite", permissions.invite, "sharing"),
        share("POST", f"{at}/createLink", permissions.link, "sharing"),
        write("POST", f"{at}/permanentDelete", items.delete),
        read(f"{_DRIVE}/items/{_ONE}", items.get),
        write("PATCH", f"{_DRIVE}/items/{_ONE}", items.update),
        write("DELETE", f"{_DRIVE}/items/{_ONE}", items.delete),
        Route("GET", f"{_SITE_ADMIN}/{_ID}", site_locks.get, _SITE_CONTROL, "sharepoint"),
        Route("PATCH", f"{_SITE_ADMIN}/{_ID}", site_locks.update, _SITE_CONTROL, "sharepoint", 2),
    )  # fmt: skip

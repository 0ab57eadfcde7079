"""What must be done today, whatever the attribution says: deleted accounts take their forms with them."""

from flytt.forms.estate import Estate

_SHORT_DAYS = 200


def warnings(estate: Estate) -> tuple[str, ...]:
    """Return what the estate itself gives reason to warn about, in Norwegian."""
    found: list[str] = []
    gone = {person.id for person in estate.directory.persons if person.is_deleted}
    at_risk = sum(bool(form.decoded and form.decoded.owner_id in gone) for form in estate.forms)
    if at_risk:
        found.append(
            f"{at_risk} skjemaer eies av kontoer som er slettet. Alt i en slettet konto forsvinner etter "
            "30 dager: stans sletting av kontoer nå."
        )
    if not estate.audit:
        found.append("Ingen revisjonslogg: hent den ut nå. Den eldes for hver dag.")
    elif (estate.audit[-1].at - estate.audit[0].at).days < _SHORT_DAYS:
        found.append("Revisjonsloggen rekker kort tilbake: øk lagringstiden og hent den ut jevnlig.")
    return tuple(found)

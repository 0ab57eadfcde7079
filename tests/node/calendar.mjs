// What ical.js makes of a calendar: every event with its times in UTC. Reads a file, prints JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const component = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf-8")));
const utc = (time) => (time ? time.toJSDate().toISOString() : null);
const events = component.getAllSubcomponents("vevent").map((sub) => {
  const event = new ICAL.Event(sub);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    status: sub.getFirstPropertyValue("status"),
    start: utc(event.startDate),
    end: sub.getFirstProperty("dtend") ? utc(event.endDate) : null,
  };
});
process.stdout.write(JSON.stringify(events));

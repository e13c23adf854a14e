// What ical.js, the engine of Thunderbird and of Nextcloud, reads in a calendar: UID, start and end in seconds.
const { default: ICAL } = await import(process.argv[2]);
let text = "";
for await (const chunk of process.stdin) text += chunk;
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const found = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [event.uid, event.startDate.toUnixTime(), event.endDate.toUnixTime()];
});
console.log(JSON.stringify(found));

// Instants in a person's zone. The zone is an IANA name; an unknown one is shown in UTC.

const formatters = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    } catch {
      made = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    }
    formatters.set(key, made);
  }
  return formatters.get(key);
}

const show = (options) => (instant, zone) => formatter(zone, options).format(instant);

export const clockTime = show({ hour: "2-digit", minute: "2-digit" });
export const dayName = show({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortMoment = show({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const fullMoment = show({ dateStyle: "full", timeStyle: "long" });
export const zoneName = (instant, zone) =>
  formatter(zone, { timeZoneName: "short" }).formatToParts(instant).find((part) => part.type === "timeZoneName").value;

// YYYY-MM-DD of an instant in a zone
export function isoDay(instant, zone) {
  const parts = Object.fromEntries(formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(instant).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export const isoMinute = (instant, zone) => `${isoDay(instant, zone)}T${clockTime(instant, zone)}`;

// The instant at which a wall clock in the zone shows "YYYY-MM-DDTHH:MM". In a gap: the time moved forward by it.
export function instantOf(local, zone) {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - Date.parse(`${isoMinute(new Date(guess), zone)}:00Z`);
  }
  return new Date(guess);
}

const TOKENS = {
  date_num: (when, zone) => isoDay(when, zone),
  date: show({ day: "numeric", month: "long", year: "numeric" }),
  date_short: show({ day: "numeric", month: "short", year: "numeric" }),
  date_long: dayName,
  date_pretty: (when, zone, now) => nearby(when, zone, now) ?? TOKENS.date(when, zone),
  date_short_pretty: (when, zone, now) => nearby(when, zone, now) ?? TOKENS.date_short(when, zone),
  date_long_pretty: (when, zone, now) => nearby(when, zone, now) ?? TOKENS.date_long(when, zone),
  day_divider_pretty: (when, zone, now) =>
    nearby(when, zone, now) ?? show({ weekday: "long", day: "numeric", month: "long" })(when, zone),
  time: clockTime,
  time_secs: show({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (when, zone, now) => ago(when, now),
};

function nearby(when, zone, now) {
  const day = 86_400_000;
  const names = { [isoDay(now, zone)]: "today" };
  names[isoDay(new Date(+now - day), zone)] = "yesterday";
  names[isoDay(new Date(+now + day), zone)] = "tomorrow";
  return names[isoDay(when, zone)];
}

function ago(when, now) {
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const seconds = (when - now) / 1000;
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), "second");
}

// Slack's date tokens: "{date_short} at {time}"
export const tokenText = (format, when, zone, now) =>
  format.replace(/\{(\w+)\}/g, (whole, name) => TOKENS[name]?.(when, zone, now) ?? whole);

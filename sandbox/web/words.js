// The words, dates and sizes of the chat's own interface, in English and Russian.
// Refuses to translate what the bot says: that is the bot's own business.

import { EN } from "./words/en.js";
import { RU } from "./words/ru.js";

export const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
  ["de", "Deutsch"],
  ["es", "Español"],
  ["fr", "Français"],
  ["it", "Italiano"],
  ["pt-br", "Português"],
  ["uk", "Українська"],
  ["kk", "Қазақша"],
  ["ja", "日本語"],
];

let ahead = 0;

/** Here it is so many seconds later than outside. */
export const setAhead = (seconds) => (ahead = seconds);

/** What time it is here, in milliseconds. */
export const now = () => Date.now() + ahead * 1000;

/** Words and formats for one language of the interface. */
export class Words {
  constructor(code = "en") {
    this.lang = code.toLowerCase().startsWith("ru") ? "ru" : "en";
    this.table = this.lang === "ru" ? RU : EN;
    const locale = this.lang === "ru" ? "ru-RU" : "en-GB";
    this.clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.dayMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
    this.dayMonthYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
    this.short = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "2-digit" });
    this.weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
    this.full = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium" });
    this.dated = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
    this.number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  }

  say(key, values = {}) {
    return (this.table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  count = (number) => this.number.format(number);
  date = (unix) => this.dated.format(unix * 1000);
  time = (unix) => this.clock.format(unix * 1000);
  moment = (unix) => this.full.format(unix * 1000);

  day(unix) {
    const ago = daysAgo(unix);
    if (ago === 0) return this.say("today");
    if (ago === 1) return this.say("yesterday");
    const date = new Date(unix * 1000);
    return (date.getFullYear() === new Date(now()).getFullYear() ? this.dayMonth : this.dayMonthYear).format(date);
  }

  glance(unix) {
    const ago = daysAgo(unix);
    if (ago === 0) return this.time(unix);
    return (ago < 7 ? this.weekday : this.short).format(unix * 1000);
  }

  size(bytes) {
    const units = this.lang === "ru" ? ["Б", "КБ", "МБ", "ГБ"] : ["B", "KB", "MB", "GB"];
    let value = bytes;
    let unit = 0;
    for (; value >= 1024 && unit < 3; unit += 1) value /= 1024;
    return `${this.number.format(value)} ${units[unit]}`;
  }
}

function daysAgo(unix) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(new Date(now())) - midnight(new Date(unix * 1000))) / 86_400_000);
}

/** Seconds as 3:07. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

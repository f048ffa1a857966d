// Words of the chosen language. A key nobody knows shows itself, so that it is noticed.

export const LANGUAGES = {en: 'English', de: 'Deutsch'};
let words = {}, language = 'en';

export async function speakLanguage(wanted) {
  language = LANGUAGES[wanted] ? wanted : 'en';
  words = await (await fetch(`words/${language}.json`)).json();
  document.documentElement.lang = language;
}
export const guess = () => navigator.languages.map(l => l.slice(0, 2)).find(l => LANGUAGES[l]) || 'en';
export const current = () => language;
const place = () => navigator.languages.find(l => l.startsWith(language)) || language;
export const known = key => key in words;
export const t = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
export const number = (n, digits = 0) => new Intl.NumberFormat(place(), {minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, 1)}).format(n);
export const day = iso => new Intl.DateTimeFormat(place(), {weekday: 'long'}).format(new Date(`${iso}T12:00`));
export const date = iso => new Intl.DateTimeFormat(place(), {day: 'numeric', month: 'long'}).format(new Date(`${iso}T12:00`));
export const clock = s => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};
export const safe = text => String(text).replace(/[&<>"]/g, c => ESCAPES[c]);

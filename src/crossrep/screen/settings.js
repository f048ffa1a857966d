// What this device shows and sounds like. Kept on the device; nothing here changes the session.

const USUAL = {language: '', light: 'auto', layout: 'left', drawing: 'own', motion: 'auto', sound: 'on', voice: 'on', scan: 'off'};
export const CHOICES = {light: ['auto', 'day', 'evening'], layout: ['left', 'right'], drawing: ['own', 'mirrored'], motion: ['auto', 'gliding', 'steps'], sound: ['on', 'off'], voice: ['on', 'off'], scan: ['off', 'slow', 'on']};
export const settings = {...USUAL};
try { Object.assign(settings, JSON.parse(localStorage.getItem('crossrep') || '{}')); } catch { /* a device that keeps nothing */ }

export function keep(name, value) {
  settings[name] = value;
  try { localStorage.setItem('crossrep', JSON.stringify(settings)); } catch { /* then for this time only */ }
}
const asked = query => matchMedia(query).matches;
export const still = () => settings.motion === 'steps' || (settings.motion === 'auto' && asked('(prefers-reduced-motion: reduce)'));
const evening = hour => settings.light === 'evening' || (settings.light === 'auto' && (asked('(prefers-color-scheme: dark)') || hour >= 20 || hour < 6));

// Not while a set runs: the light never changes in the middle of a movement.
export function dress() {
  const set = (name, on) => on ? document.documentElement.setAttribute(`data-${name}`, '') : document.documentElement.removeAttribute(`data-${name}`);
  set('evening', evening(new Date().getHours()));
  set('mirror', settings.layout === 'right');
  set('still', still());
}

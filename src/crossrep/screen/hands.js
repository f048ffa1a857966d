// Taps, keys and one switch. A tap counts on release inside the same button; a second one within
// 400 ms is a tremor, not a wish. Nothing needs a hold, a drag or a double tap.

import {settings} from './settings.js';

const AGAIN_MS = 400, SCAN_MS = {slow: 3000, on: 1500};
const QUIET_KEYS = new Set(['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Unidentified']);
let lastAct = -AGAIN_MS, down = null, keyed = false, deck = [], at = -1, row = null, rounds = 0, timer = 0;

export const usesKeys = () => keyed;
const buttons = () => [...document.querySelectorAll('#screen button, #screen a[data-tap]')].filter(b => !b.disabled && b.offsetParent);

export function listen(act, exercising) {
  const once = target => {
    const now = performance.now();
    if (!target || now - lastAct < AGAIN_MS) return;
    lastAct = now;
    act(target);
  };
  const under = e => document.elementFromPoint(e.clientX, e.clientY)?.closest('[data-tap], [data-local]');
  addEventListener('pointerdown', e => { keyed = false; down = e.isPrimary ? under(e) : down; });
  addEventListener('pointerup', e => {
    if (scanning()) return;
    const up = under(e);
    if (e.isPrimary && e.button === 0 && up && up === down) once(up);
    if (e.isPrimary) down = null;
  });
  addEventListener('click', e => {
    if (scanning() && e.isTrusted && e.detail) return press(once);
    const target = e.target.closest('[data-tap], [data-local]');
    if (target?.tagName !== 'A') e.preventDefault();
    once(target);
  });
  addEventListener('contextmenu', e => e.preventDefault());
  addEventListener('keydown', e => {
    if (QUIET_KEYS.has(e.key) || e.ctrlKey || e.metaKey || e.altKey) { keyed ||= e.key === 'Tab'; return; }
    if (e.repeat) return e.preventDefault();
    keyed = true;
    const focused = document.activeElement?.closest?.('#screen button, #screen a');
    const enters = e.key === 'Enter' || e.key === ' ';
    if (exercising()) {
      if (enters && focused) return;
      e.preventDefault();
      return once(document.querySelector('[data-tap=pause]'));
    }
    if (scanning() && enters) { e.preventDefault(); return press(once); }
    if (enters && !focused) { e.preventDefault(); return once(document.querySelector('#screen .main:not(:disabled)')); }
    if (e.key.startsWith('Arrow')) { e.preventDefault(); return step(/Right|Down/.test(e.key) ? 1 : -1); }
    const numbered = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
    if (numbered) once(numbered);
    if (e.key === 'Escape') once(document.querySelector('[data-tap=pause], [data-local=back]'));
  });
}
function step(by) {
  const all = buttons(), now = all.indexOf(document.activeElement);
  all[now < 0 ? 0 : (now + by + all.length) % all.length]?.focus();
}

// One switch: buttons light up in turn; where there are many, first rows, then one of the row.
const scanning = () => settings.scan !== 'off';
export function scan() {
  clearInterval(timer);
  show([]);
  deck = []; at = -1; row = null; rounds = 0;
  if (scanning()) timer = setInterval(move, SCAN_MS[settings.scan]);
}
const show = lit => { for (const b of document.querySelectorAll('.scanned')) b.classList.remove('scanned'); for (const b of lit) b.classList.add('scanned'); };
function groups() {
  const all = buttons();
  if (all.length <= 6) return all.map(b => [b]);
  const rows = new Map();
  for (const b of all) { const y = Math.round(b.getBoundingClientRect().top / 20); rows.set(y, [...(rows.get(y) || []), b]); }
  return [...rows.values()];
}
function move() {
  deck = row ? row.map(b => [b]) : groups();
  if (++at >= deck.length) { at = 0; if (row && ++rounds > 1) { row = null; rounds = 0; deck = groups(); } }
  show(deck[at] || []);
}
function press(once) {
  const lit = deck[at] || [];
  if (lit.length > 1) { row = lit; at = -1; rounds = 0; move(); }
  else if (lit.length) { once(lit[0]); row = null; at = -1; }
}

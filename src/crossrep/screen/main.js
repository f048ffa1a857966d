// The page: one connection, one state at a time, the newest only.

import {Live} from './live.js';
import {listen, scan, usesKeys} from './hands.js';
import {ended, pageKey, settingsPage, stepPage, waiting, why} from './pages.js';
import {CHOICES, dress, keep, settings} from './settings.js';
import {hush, play, speak, wake} from './sound.js';
import {LANGUAGES, clock, current, guess, number, speakLanguage, t} from './words.js';

const MISSED_MS = 2500, STEP_KG = .5;
const screen = document.getElementById('screen'), said = document.getElementById('say'), alarm = document.getElementById('alert');
let view = null, key = '', live = null, socket = null, wait = 250, heard = 0, overlay = '', chosen = null, over = false, locked = null, tries = 0;
const state = {signs: [], announce: text => { said.textContent = text; }};

if (location.hash) history.replaceState(null, '', location.pathname);

function show(html, name) {
  live?.end();
  live = null;
  key = name;
  screen.innerHTML = html;
  scan();
  const first = usesKeys() ? screen.querySelector('.main:not(:disabled), button') : screen.querySelector('h1');
  first?.focus({preventScroll: true});
}

function draw() {
  if (overlay === 'settings') return show(settingsPage(), 'settings');
  if (!view) return show(waiting(true), 'waiting');
  const name = pageKey(view) + current();
  if (view.step !== 'set' && view.step !== 'practice') dress();
  if (name !== key) {
    chosen = null;
    show(stepPage(view, state.signs), name);
    if (screen.querySelector('[data-fig]')) live = new Live(screen, view, state);
    if (view.step === 'red_flags' || view.step === 'emergency') alarm.textContent = screen.innerText;
    else alarm.textContent = '';
  } else live?.bring(view);
  count();
}

// What runs out or is counted, in place.
function count() {
  const left = view.seconds_left, text = screen.querySelector('[data-clock]'), gone = screen.querySelector('.gone-by');
  if (left !== null && text) text.textContent = clock(left);
  if (left !== null && gone && view.seconds_total) gone.setAttribute('stroke-dasharray', `${100 * left / view.seconds_total} 100`);
  const amount = screen.querySelector('.amount output');
  if (amount) for (const [name, end] of [['less', 'least'], ['more', 'most']]) screen.querySelector(`[data-local=${name}]`).disabled = +amount.dataset.value === +amount.closest('.amount').dataset[end];
  if (amount) amount.innerHTML = `${number(+amount.dataset.value, 0)}<small> ${t('weight.unit')}</small>`;
}

const LOUD = {paused: 'paused', sensor_lost: 'paused'};
function changed(before) {
  if (before && before.step !== view.step) {
    if (LOUD[view.step]) { hush(); play(LOUD[view.step]); }
    if (view.step === 'paused') speak(t('say.paused'));
    if (view.step === 'sensor_lost') speak(t('say.lost', {wrist: t(`wrist.${view.trained_side}`)}));
    if (view.step === 'red_flags' || view.step === 'emergency') setTimeout(() => speak(screen.innerText, true), 300);
  }
  if (before?.step === 'rest' && view.step === 'set') { play('ready'); speak(t('say.ready')); }
  if (view.safety && view.safety.rule !== before?.safety?.rule) state.announce(why(view.safety.rule));
}

function take(message) {
  heard = performance.now();
  screen.dataset.seen = '';
  if (message.view) {
    const before = view;
    if (before && before.block_n === message.view.block_n && before.set_n === message.view.set_n) message.view.reps = Math.max(before.reps, message.view.reps);
    view = message.view;
    state.signs = message.signs || [];
    changed(before);
  }
  const back = overlay === 'waiting' && view;
  if (back) { overlay = ''; key = ''; }
  if (back || (message.view && !overlay)) draw();
  if (message.live) live?.take(message.live);
  if (message.ended) over = true;
}

function connect() {
  socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
  socket.onmessage = event => { wait = 250; tries = 0; take(JSON.parse(event.data)); };
  socket.onclose = () => {
    if (over || view?.over || view?.step === 'summary') return finished();
    setTimeout(connect, wait = Math.min(2000, wait * 1.6));
    if (++tries > 3) fetch('.').then(answer => answer.status === 401 && location.reload(), () => 0);
  };
}
function finished() {
  over = true;
  if (view?.step !== 'summary' && view?.step !== 'emergency' && view?.step !== 'rest_day') show(ended(), 'ended');
  else for (const button of screen.querySelectorAll('[data-tap=close]')) button.disabled = true;
}
setInterval(() => {
  if (over || overlay === 'settings' || performance.now() - heard < MISSED_MS) return;
  if (overlay !== 'waiting') { overlay = 'waiting'; show(waiting(!view), 'waiting'); }
}, 500);

const send = message => { if (socket?.readyState === 1) socket.send(JSON.stringify(message)); };

function act(target) {
  wake();
  stayAwake();
  const {tap, local} = target.dataset;
  if (target.disabled) return;
  if (local) return LOCAL[local](target);
  if (tap === 'call') return;
  const message = {tap};
  if (tap === 'answer' || tap === 'skip') message.question = view?.question?.name || '';
  if (target.dataset.value !== undefined) message.value = +target.dataset.value;
  if (target.dataset.choice) message.choice = target.dataset.choice;
  send(message);
}
const LOCAL = {
  choose(cell) {
    chosen = cell.dataset.value;
    for (const each of screen.querySelectorAll('.cell')) each.setAttribute('aria-pressed', each === cell);
    screen.querySelector('[data-local=send]').disabled = false;
    speak(cell.innerText);
  },
  send() {
    if (chosen === null) return;
    const question = view.question?.name || '';
    send(chosen === '' ? {tap: 'skip', question} : {tap: 'answer', question, value: +chosen});
  },
  less: () => weigh(-STEP_KG),
  more: () => weigh(STEP_KG),
  weigh: () => send({tap: 'answer', question: view.question?.name || 'weight_kg', value: +screen.querySelector('.amount output').dataset.value}),
  read: () => speak(screen.querySelector('.page').innerText.replace(/\n+/g, '. '), true),
  settings: () => { overlay = 'settings'; draw(); },
  back: () => { overlay = ''; key = ''; draw(); },
  async turn(button) {
    const name = button.dataset.name;
    if (name === 'language') {
      const all = Object.keys(LANGUAGES), next = all[(all.indexOf(current()) + 1) % all.length];
      keep('language', next);
      await speakLanguage(next);
    } else keep(name, CHOICES[name][(CHOICES[name].indexOf(settings[name]) + 1) % CHOICES[name].length]);
    dress();
    draw();
    screen.querySelector(`[data-name=${name}]`)?.focus();
  },
};
function weigh(by) {
  const box = screen.querySelector('.amount'), out = box.querySelector('output');
  out.dataset.value = Math.max(+box.dataset.least, Math.min(+box.dataset.most, +out.dataset.value + by));
  count();
}

async function stayAwake() {
  if (locked || !navigator.wakeLock || document.hidden) return;
  try { locked = await navigator.wakeLock.request('screen'); locked.addEventListener('release', () => { locked = null; }); } catch { locked = null; }
}
document.addEventListener('visibilitychange', () => { if (locked === null && view) stayAwake(); });

function frame(now) {
  live?.frame(now);
  requestAnimationFrame(frame);
}

await speakLanguage(settings.language || guess());
dress();
draw();
listen(act, () => !overlay && (view?.step === 'set' || view?.step === 'practice'));
connect();
requestAnimationFrame(frame);

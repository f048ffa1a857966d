// One page for each step of the guide: what is on it, as text of markup. Nothing here decides.

import {battery, face, flag, hand, hurtPicture, icon, meter, mindPicture, otherArm, taskPicture, unsure} from './icons.js';
import {away, figure, picture, specOf} from './figures.js';
import {CHOICES, settings} from './settings.js';
import {canSpeak} from './sound.js';
import {LANGUAGES, clock, current, date, day, known, number, safe, t} from './words.js';

const other = side => side === 'left' ? 'right' : 'left';
export const flipped = view => (view.trained_side === 'left') !== (settings.drawing === 'mirrored');
const can = (view, name) => view.taps.includes(name);

const tap = (name, kind, inner, more = '') => `<button type="button" class="btn ${kind}" data-tap="${name}" ${more}>${inner}</button>`;
const local = (name, kind, inner, more = '') => `<button type="button" class="btn ${kind}" data-local="${name}" ${more}>${inner}</button>`;
const chip = view => view.confirmed ? '' : `<p class="chip">${t('unconfirmed')}</p>`;
const title = (view, head, hint = '') => `<header class="title"><h1 tabindex="-1">${head}</h1>${hint ? `<p>${hint}</p>` : ''}${chip(view)}</header>`;
const aloud = () => canSpeak() ? local('read', 'plain', icon('sound') + t('read')) : '';
const bar = (...parts) => `<nav class="bar">${parts.filter(Boolean).join('')}</nav>`;
const page = (inner, kind = '') => `<div class="page ${kind}">${inner}</div>`;

export const nameOf = view => view.kind === 'functional' ? t(`task.${view.task || 'other'}`)
  : view.kind && view.kind !== 'exercise' && !view.exercise ? t(`kind.${view.kind}`)
  : known(`ex.${view.exercise}`) ? t(`ex.${view.exercise}`) : t('ex.unknown');
export const why = rule => known(`safety.${rule}`) ? t(`safety.${rule}`) : t('safety.other');

function linePicture(line, view) {
  if (line.kind === 'functional') return taskPicture(line.task, flipped(view));
  if (line.kind === 'mental') return mindPicture();
  const who = line.kind === 'bilateral' ? 'both' : line.kind === 'exercise' ? line.who : line.kind;
  const weaker = who === 'affected' || who === 'passive';
  return picture(line.exercise || 'unknown', who, weaker ? !flipped(view) : flipped(view));
}

function start(view) {
  const cards = view.plan.map(line => {
    const dose = line.kind === 'exercise' ? t('start.sets', line) + (line.weight_kg ? ` · ${number(line.weight_kg, 0)} ${t('weight.unit')}` : '') : t('start.minutes', {n: number(line.minutes)});
    const name = line.kind === 'exercise' ? nameOf(line) : line.kind === 'functional' ? nameOf(line) : t(`kind.${line.kind}`);
    return `<div class="card ${line.left_out ? 'away' : ''}">${linePicture(line, view)}<b>${name}</b><span class="quiet">${line.left_out ? t('start.left_out') : dose}</span></div>`;
  });
  const note = view.confirmed ? `<p class="plan-note">${t('start.confirmed', {date: view.confirmed_on ? date(view.confirmed_on) : ''})}</p>` : `<p class="plan-note unconfirmed">${t('start.unconfirmed')}</p>`;
  const calm = view.today === 'rest_day' ? t('start.rest_day') : view.today === 'unplanned' ? t('start.unplanned') : '';
  return page(`<header class="start-row">${local('settings', 'plain corner', icon('gear'), `aria-label="${t('start.settings')}"`)}<div class="title"><h1 tabindex="-1">${t('start.title')}</h1>${calm ? `<p>${calm}</p>` : ''}</div><span class="ghost-box"></span></header>
<main class="cards row ${view.plan.length > 4 ? 'many' : ''}">${cards.join('')}</main>
<footer class="foot">${tap('go', 'main huge', icon('go') + t('start.go'))}${note}</footer>`, 'start');
}

function scale(view, head, hint, draw, words, label) {
  const cells = [...Array(11).keys()].map(n => `<button type="button" class="cell" aria-pressed="false" data-local="choose" data-value="${n}" data-key="${n === 10 ? 'x' : n}">${draw(n)}<span>${n}${n === 0 && words[0] ? ` <small>${words[0]}</small>` : n === 10 && words[1] ? ` <small>${words[1]}</small>` : ''}</span></button>`);
  const skip = `<button type="button" class="cell" aria-pressed="false" data-local="choose" data-value="">${unsure}<span><small>${t('cannot_say')}</small></span></button>`;
  return page(`${title(view, head, hint)}<main class="answers"><div class="grid12" role="group" aria-label="${label}">${cells.join('')}${skip}</div></main>
${bar(can(view, 'stop') ? tap('stop', 'plain', icon('stop') + t('stop')) : '', aloud(), local('send', 'main plain', t('next') + icon('go'), 'disabled'))}`, 'ask-scale');
}

const WHERE = {start: ['pain.title', 'pain.hint'], pain: ['pain.title', 'pain.hint'], pain_end: ['pain_end.title', 'pain.hint'], hurts: ['hurts_pain.title', 'pain.hint']};
const painScale = view => { const [head, hint] = WHERE[view.step] || WHERE.pain; return scale(view, t(head), t(hint), face, [t('pain.none'), t('pain.worst')], t('pain.scale')); };

function side(view) {
  const choice = (name, drawing) => `<button type="button" class="card" data-tap="answer" data-choice="${name}">${drawing}<b>${t(name)}</b></button>`;
  const body = '<circle class="body" cx="100" cy="46" r="34"/><path class="body" d="M50 190V120q0-30 50-30t50 30v70Z"/>';
  const spot = x => `<circle class="cross" cx="${x}" cy="112" r="20"/><path class="cross" d="M${x} 100v24M${x - 12} 112h24"/>`;
  const drawing = xs => `<svg class="pic" viewBox="0 0 200 200" aria-hidden="true">${body}${xs.map(spot).join('')}</svg>`;
  return page(`${title(view, t('pain_side.title'), t('pain_side.hint'))}<main class="cards">${choice('left', drawing([54]))}${choice('both', drawing([54, 146]))}${choice('right', drawing([146]))}</main>${bar(tap('skip', 'plain', t('cannot_say')), aloud())}`);
}

const stiffer = view => page(`${title(view, t('stiffer.title'), t('stiffer.hint'))}<main class="stack">${tap(can(view, 'no') ? 'no' : 'answer', 'tall', icon('on_pace') + t('stiffer.no'), 'data-value="0"')}${tap(can(view, 'yes') ? 'yes' : 'answer', 'tall', icon('stiff') + t('stiffer.yes'), 'data-value="1"')}</main>${bar(tap('skip', 'plain', t('cannot_say')), aloud())}`);

const STATE_ICON = {seen: 'flat', never_seen: 'again', lost: 'unseen', loose: 'alert', not_worn: 'alert', side_mismatch: 'swap'};
function wristCards(view, live) {
  return `<main class="cards two">${['left', 'right'].map(at => {
    const wrist = view.wrists.find(w => w.side === at) || {state: 'never_seen', role: ''}, charge = battery(wrist.battery_percent);
    const moved = view.step === 'which_wrist' && view.moved && (view.moved === wrist.role || view.moved === 'both');
    const kind = wrist.state === 'lost' ? 'lost' : wrist.state === 'never_seen' ? 'none' : moved ? 'moving' : view.moved && view.step === 'which_wrist' && view.moved !== 'none' ? 'rests' : 'worn';
    const say = wrist.state === 'seen' && live ? [moved ? 'wave' : 'flat', t(moved ? 'moving' : 'still')] : [STATE_ICON[wrist.state], t(`sensor.${wrist.state}`)];
    return `<div class="card ${moved ? 'live-one' : ''}">${hand(at, kind)}<b>${t(`wrist.${at}`)}</b><span class="state">${icon(say[0])}${say[1]}</span>${charge ? `<span class="state">${charge.drawing}${t(`battery.${charge.name}`)}</span>` : ''}</div>`;
  }).join('')}</main>`;
}
const sensors = view => page(`${title(view, t('sensors.title'), t('sensors.hint'))}${wristCards(view)}${bar(can(view, 'stop') ? tap('stop', 'plain', icon('stop') + t('stop')) : '', aloud(), can(view, 'again') ? tap('again', 'plain', icon('again') + t('try_again')) : '', can(view, 'go') ? tap('go', 'main plain', t('next') + icon('go')) : '')}`);
function whichWrist(view) {
  const asks = can(view, 'yes'), swapped = view.moved === 'affected';
  const head = asks ? t('which_wrist.moved', {arm: t(`moved.${view.trained_side}`)}) : swapped ? t('which_wrist.other') : view.moved ? t(`which_wrist.${view.moved}`) : t('which_wrist.title');
  const hint = asks ? t('which_wrist.stronger') : swapped ? t('straps.side_mismatch') : view.moved ? t('which_wrist.again') : t('which_wrist.hint');
  const nav = asks ? bar(tap('no', '', t('no')), tap('yes', 'main', icon('on_pace') + t('yes')))
    : bar(can(view, 'swap_wrists') ? tap('swap_wrists', 'plain', icon('swap') + t('straps.swap')) : tap('stop', 'plain', icon('stop') + t('stop')), aloud(), can(view, 'again') ? tap('again', 'main plain', icon('again') + t('try_again')) : '');
  return page(`${title(view, head, hint)}${wristCards(view, true)}${nav}`);
}
function straps(view) {
  const bad = view.wrists.map(w => w.state).find(s => ['side_mismatch', 'not_worn', 'loose'].includes(s));
  return page(`${title(view, t('straps.title'), bad ? t(`straps.${bad}`) : t('straps.good'))}${wristCards(view)}${bar(can(view, 'swap_wrists') && bad === 'side_mismatch' ? tap('swap_wrists', 'plain', icon('swap') + t('straps.swap')) : '', can(view, 'again') ? tap('again', 'plain', icon('again') + t('try_again')) : '', can(view, 'go') ? tap('go', 'main plain', (bad === 'side_mismatch' ? t('straps.right') : t('next')) + icon('go')) : '')}`);
}

const ring = (label, below) => `<svg class="ring" viewBox="0 0 400 400" role="timer" aria-label="${label}"><circle class="round" cx="200" cy="200" r="170"/><circle class="gone-by" cx="200" cy="200" r="170" pathLength="100" stroke-dasharray="0 100" transform="rotate(-90 200 200)"/><text x="200" y="226" data-clock></text><text class="below" x="200" y="282">${below}</text></svg>`;
const floor = view => page(`${title(view, t('floor.title'), t('floor.hint'))}<main class="rest alone">${view.seconds_left === null ? `<svg class="pic" viewBox="0 0 640 250" aria-hidden="true"><path class="chair" d="M60 214H580"/><path class="${flipped(view) ? 'trained' : 'affected'} limb" stroke-width="56" d="M130 60 150 164 280 172"/><path class="${flipped(view) ? 'affected' : 'trained'} limb" stroke-width="56" d="M510 60 490 164 360 172"/></svg>` : ring(t('floor.title'), t('rest.breathe'))}</main>${bar(can(view, 'stop') ? tap('stop', 'plain', icon('stop') + t('stop')) : '', aloud())}`);

function weight(view) {
  const q = view.question || {}, value = q.value ?? view.weight_kg ?? 0;
  return page(`${title(view, t('weight.title'), `${nameOf(view)}. ${t('weight.hint')}`)}
<main class="rest pair"><div class="big-pic">${picture(view.exercise, view.who, flipped(view))}</div><div class="amount" data-least="${q.least ?? 0}" data-most="${q.most ?? 50}">${local('less', '', icon('less') + t('weight.less'))}<output data-value="${value}" aria-live="polite"></output>${local('more', '', icon('more') + t('weight.more'))}</div></main>
${bar(can(view, 'stop') ? tap('stop', '', icon('stop') + t('stop')) : '', local('weigh', 'main', icon('on_pace') + t('weight.yes')))}`);
}

function pips(view, signs) {
  const all = view.planned_reps;
  if (!all || all > 20) return '<span></span>';
  const one = n => n < view.reps ? `<i class="done">${signs[n] ? icon(signs[n] === 'stop' ? 'stopped' : signs[n]) : ''}</i>` : `<i${n === view.reps ? ' class="now"' : ''}></i>`;
  return `<div class="pips ${all > 10 ? 'many' : ''}" role="img" aria-label="${t('done.aria', {n: view.reps, all})}">${[...Array(all).keys()].map(one).join('')}</div>`;
}
export const headParts = (view, signs) => `${view.confirmed ? `<p class="what">${nameOf(view)}</p>` : ''}${view.confirmed ? '' : `<p class="what chip">${t('unconfirmed')}</p>`}${pips(view, signs)}<p class="two-in-a-row">${view.confirmed ? '' : `<span class="chip small-only">${t('unconfirmed')}</span>`}<span>${view.sets ? t('set', {n: view.set_n, all: view.sets}) : ''}</span></p>`;

export const otherCard = (view, state) => `${otherArm(state, flipped(view))}<span>${t(`arm.${other(view.trained_side)}`)}</span>${icon({quiet: 'flat', moving: 'wave', not_observed: 'unseen'}[state])}<b>${t(`affected.${state}`)}</b>`;
const WEAKER = new Set(['affected', 'passive']);
export const hueOf = view => WEAKER.has(view.who) || WEAKER.has(view.kind) ? 'affected' : 'trained';
export const specFor = view => specOf(view.exercise || 'unknown', view.kind === 'bilateral' || view.who === 'both' ? 'both' : view.who);
export const isAway = view => away(view.exercise) || view.slow_way === 'against_gravity';

const stopBar = view => `<nav class="bar" aria-label="${t('pause.or.stop')}">${tap('pause', '', icon('pause') + t('pause'))}${tap('stop', '', icon('stop') + t('stop'))}${view.step === 'practice' ? tap('go', '', icon('on_pace') + t('practice.done')) : ''}</nav>`;
function set(view, signs) {
  const weaker = hueOf(view) === 'affected', arm = t(`your.${weaker ? other(view.trained_side) : view.trained_side}`);
  const label = t('figure.aria', {arm, phase: t('phase.unknown')});
  return page(`<header class="top plan" data-head>${headParts(view, signs)}</header>
<main class="live" data-tap="pause"><p class="count" data-count><b>${view.reps}</b><span>${view.planned_reps ? t('of', {n: view.planned_reps}) : ''}</span></p>
<h1 class="cue calm" data-cue tabindex="-1"></h1><div class="fig" data-fig>${figure(specFor(view), hueOf(view), weaker ? !flipped(view) : flipped(view), label)}</div>
<div class="sign" data-sign hidden></div><aside class="other" data-other></aside></main>${stopBar(view)}`, 'exercise');
}
function practice(view) {
  const still = ['mental', 'functional', 'passive'].includes(view.kind);
  const body = view.kind === 'mental' ? mindPicture() : view.kind === 'functional' ? taskPicture(view.task, flipped(view)) : view.kind === 'passive' ? picture(view.exercise || 'unknown', 'passive', !flipped(view)) : '';
  const name = view.kind === 'functional' ? nameOf(view) : t(`kind.${view.kind}`);
  if (still) return page(`<header class="title"><h1 tabindex="-1">${name}</h1><p>${t(`practice.hint.${view.kind}`)}</p>${chip(view)}</header><main class="rest pair"><div class="big-pic">${body}</div>${ring(name, view.exercise && view.kind === 'mental' ? nameOf(view) : '')}</main>${stopBar(view)}`, 'practice');
  const label = t('figure.aria', {arm: name, phase: t('phase.unknown')});
  return page(`<header class="top plan"><p class="what">${view.confirmed ? name : ''}</p><span>${chip(view)}</span><p></p></header>
<main class="live" data-tap="pause"><p class="count clock"><b data-clock></b><span data-count></span></p><h1 class="cue calm" tabindex="-1">${t(`kind.${view.kind}`)}</h1>
<div class="fig" data-fig>${figure(specFor({...view, who: view.kind === 'bilateral' ? 'both' : 'affected'}), 'affected', view.kind === 'bilateral' ? flipped(view) : !flipped(view), label)}</div><aside class="other" data-other></aside></main>${stopBar(view)}`, 'exercise');
}

const effortCells = () => `<div class="grid-effort" role="group" aria-label="${t('effort.scale')}">${[...Array(11).keys()].map(n => `<button type="button" class="cell" data-tap="answer" data-value="${n}" data-key="${n === 10 ? 'x' : n}" aria-label="${n}">${meter(n)}<span>${n}</span></button>`).join('')}<button type="button" class="cell" data-tap="skip"><small class="word">${t('cannot_say')}</small></button></div>`;
function rest(view) {
  const asks = view.question?.name === 'effort', advice = view.safety && view.safety.does !== 'advise' ? why(view.safety.rule) : '';
  return page(`<header class="top"><p class="what">${view.confirmed ? nameOf(view) : `<span class="chip">${t('unconfirmed')}</span>`}</p><h1 tabindex="-1">${t('rest.title')}</h1><p>${view.sets ? t('set.done', {n: view.set_n, all: view.sets}) : ''}</p></header>
<main class="rest ${asks ? '' : 'alone'}">${ring(t('rest.title'), t('rest.breathe'))}${asks ? `<div class="ask"><h2>${t('effort.title')}</h2>${effortCells()}</div>` : advice ? `<p class="advice">${advice}</p>` : ''}</main>
${bar(tap('stop', '', icon('stop') + t('stop')), tap('go', 'main', icon('go') + t('rest.go')))}`);
}
const effort = view => page(`${title(view, t('effort.title'))}<main class="stack">${effortCells()}</main>${bar(aloud())}`);

function paused(view) {
  const kept = view.planned_reps ? t('paused.kept', {n: view.reps, all: view.planned_reps}) : t('paused.time');
  const rule = view.safety && view.safety.does === 'pause' ? why(view.safety.rule) : '';
  return page(`${title(view, t('paused.title'), rule || kept)}<main class="stack across">${tap('resume', 'main tall', icon('go') + t('paused.go'))}${tap('hurts', 'tall', icon('hurt') + t('paused.hurts'))}${tap('stop', 'tall', icon('stop') + t('paused.stop'))}</main>
<footer class="start-row">${local('settings', 'plain corner', icon('gear'), `aria-label="${t('start.settings')}"`)}<p class="note">${rule ? kept : t('paused.note')}</p><span class="ghost-box"></span></footer>`);
}
function hurts(view) {
  if (view.question?.name === 'pain') return painScale(view);
  const choice = which => `<button type="button" class="card" data-tap="where" data-choice="${which}">${hurtPicture(which)}<b>${t(`hurts.${which}`)}</b></button>`;
  return page(`${title(view, t('hurts.title'), t('hurts.what'))}<main class="cards two">${choice('arm')}${choice('other')}</main><nav class="bar">${tap('where', 'plain', t('hurts.nothing'), 'data-choice="nothing"')}</nav>`);
}
function lost(view) {
  const wrist = view.wrists.find(w => w.role === 'trained') || {side: view.trained_side};
  return page(`${title(view, t('lost.title', {wrist: t(`wrist.${wrist.side}`)}), view.planned_reps ? t('lost.kept', {n: view.reps}) : t('lost.lower'))}
<main class="lost">${hand(wrist.side, 'lost')}<p class="look" role="status"><svg class="dots" viewBox="0 0 84 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><circle cx="42" cy="12" r="10" opacity=".55"/><circle cx="72" cy="12" r="10" opacity=".25"/></svg>${t('lost.looking')}</p>
<ol class="steps3">${[1, 2, 3].map(n => `<li><span class="n">${n}</span>${t(`lost.${n}`)}</li>`).join('')}</ol></main>${bar(tap('stop', '', icon('stop') + t('paused.stop')), can(view, 'again') ? tap('again', '', icon('again') + t('try_again')) : '')}`);
}
const flags = view => page(`${title(view, t('flags.title'), t('flags.hint'))}<main><ul class="signs5">${['face', 'weak', 'speech', 'chest', 'dizzy'].map(f => `<li>${flag(f)}${t(`flags.${f}`)}</li>`).join('')}</ul></main>
<footer class="yesno">${tap('yes', 'urgent call', icon('phone') + t('flags.yes', {number: safe(view.emergency_number)}))}${tap('no', '', t('flags.no'))}</footer>`);
const emergency = view => { const number = safe(view.emergency_number); return page(`${title(view, t('emergency.title', {number}), t('emergency.hint'))}<main class="stack"><a class="btn urgent call" data-tap="call" href="tel:${number.replace(/[^\d+]/g, '')}">${icon('phone')}${t('emergency.call', {number})}</a><p class="note">${t('emergency.say')}</p></main>${bar(tap('close', 'plain', t('close')))}`); };
const restDay = view => page(`${title(view, t('rest_day.title'), view.safety ? why(view.safety.rule) : '')}<main class="rest alone"><svg class="pic" viewBox="0 0 300 200" aria-hidden="true"><path class="chair" d="M40 176H260"/><path class="body" d="M96 176V96h108v50q0 30-30 30Z"/><path class="fold" d="M204 108h22q14 0 14 20t-14 20h-22"/><path class="arrow thin" d="M124 76q-14-14 0-28t0-28M164 76q-14-14 0-28t0-28"/></svg></main>
<footer class="foot">${view.next_day ? `<p class="note">${t('summary.next', {day: day(view.next_day)})}</p>` : ''}${bar(aloud(), can(view, 'close') ? tap('close', 'main', t('rest_day.close')) : '')}</footer>`);

function summary(view) {
  const s = view.summary || {}, fact = (name, head, text) => `<div class="fact">${icon(name)}<b>${head}</b><p>${text}</p></div>`;
  const arm = t(`moved.${view.trained_side}`), min = seconds => number(Math.max(1, Math.round(seconds / 60)));
  const weak = s.affected_unobserved_s === null ? t('summary.never') : [t('summary.affected', {own: s.affected_independent, locked: s.affected_time_locked}), s.affected_unobserved_s >= 30 ? t('summary.unobserved', {n: min(s.affected_unobserved_s)}) : '', s.practice_minutes ? t('summary.practice', {n: number(Math.round(s.practice_minutes))}) : ''].join(' ');
  const pain = s.pain_end === null ? t('summary.pain.none') : t('summary.pain', {n: s.pain_end});
  const before = s.pain_end === null || s.pain_start === null ? '' : s.pain_end === s.pain_start ? `${t('summary.pain.same')}. ` : `${t('summary.pain.more', {n: s.pain_start})}. `;
  const early = !['plan', 'closed', ''].includes(s.ended_by);
  const reason = early && known(`safety.${s.ended_by}`) ? why(s.ended_by) : view.next_day || s.next_day ? t('summary.next', {day: day(view.next_day || s.next_day)}) : '';
  return page(`${title(view, t(early ? 'summary.early' : 'summary.title'), reason)}<main class="facts">
${fact('on_pace', s.planned_reps ? t('summary.reps', {n: s.reps, all: s.planned_reps}) : s.reps, t('summary.reps.arm', {arm}))}
${s.lowering_median_s === null ? fact('down', '–', t('summary.no_time')) : fact('down', t('summary.seconds', {s: number(s.lowering_median_s, 1)}), t('summary.way', {n: s.in_band_reps}))}
${fact('wave', t(`arm.${other(view.trained_side)}`), weak)}
${fact('hurt', pain, before + (s.effort_max === null ? '' : t('summary.effort', {n: s.effort_max})))}</main>
<footer class="foot"><p class="note">${t('summary.note')}</p>${bar(aloud(), can(view, 'close') ? tap('close', 'main', t('close')) : '')}</footer>`);
}

const PAGES = {start, pain: view => view.question?.name === 'pain_side' ? side(view) : painScale(view), stiffer, sensors, which_wrist: whichWrist, straps, floor, weight, set, effort, rest, practice, pain_end: painScale, summary, paused, hurts, sensor_lost: lost, red_flags: flags, emergency, rest_day: restDay};
export const stepPage = (view, signs) => (PAGES[view.step] || PAGES.paused)(view, signs);

// What makes another page (all else is brought up to date in place).
export function pageKey(view) {
  const wrists = view.wrists.map(w => `${w.side}${w.state}${w.battery_percent}`);
  const shown = ['sensors', 'which_wrist', 'straps', 'sensor_lost'].includes(view.step) ? [...wrists, view.moved] : [];
  return JSON.stringify([view.step, view.question?.name, view.block_n, view.set_n, view.taps, view.confirmed, view.safety?.rule, view.seconds_left === null, ...shown]);
}

export const waiting = first => page(`<header class="title"><h1 tabindex="-1">${t(first ? 'waiting.first' : 'waiting.title')}</h1></header><main class="stack"><p class="note" role="status">${first ? '' : t('waiting.hint')}</p></main><span></span>`);
export const ended = () => page(`<header class="title"><h1 tabindex="-1">${t('ended.title')}</h1></header><main class="stack"><p class="note">${t('ended.hint')}</p></main><span></span>`);

const shown = {light: {auto: 'auto', day: 'day', evening: 'evening'}, drawing: {own: 'own', mirrored: 'mirrored'}, motion: {auto: 'auto', gliding: 'gliding', steps: 'steps'}, sound: {on: 'on', off: 'off'}, voice: {on: 'on', off: 'off'}, scan: {off: 'off', slow: 'slow', on: 'on'}};
export function settingsPage() {
  const word = (name, value) => name === 'layout' ? t(value) : t(`settings.${shown[name][value]}`);
  const option = name => `<div class="option"><span id="o-${name}">${t(`settings.${name === 'scan' ? 'switch' : name}`)}</span>${local('turn', 'plain', icon('again') + word(name, settings[name]), `data-name="${name}" aria-describedby="o-${name}"`)}</div>`;
  const language = `<div class="option"><span id="o-language">${t('settings.language')}</span>${local('turn', 'plain', icon('again') + LANGUAGES[current()], 'data-name="language" aria-describedby="o-language"')}</div>`;
  return page(`<header class="title"><h1 tabindex="-1">${t('settings.title')}</h1></header><main class="options">${language}${Object.keys(CHOICES).map(option).join('')}</main>${bar(local('back', 'main', t('settings.done')))}`);
}

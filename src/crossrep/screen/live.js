// The moving picture: the arm as it is, the way it goes, and the target of the way down.
// Measured states come about fifty times a second; between two of them the line is carried on.

import {band, on, place, way} from './figures.js';
import {icon, mark} from './icons.js';
import {hush, play, speak, tickFrom} from './sound.js';
import {still} from './settings.js';
import {number, t} from './words.js';
import {headParts, hueOf, isAway, otherCard, specFor} from './pages.js';

const CARRY_S = .03, STILL_MS = 250, CARD_MS = 300, CARD_HOLD_MS = 1000, TRACE_S = 14;

export class Live {
  constructor(root, view, state) {
    Object.assign(this, {root, state, spec: specFor(view.step === 'practice' ? {...view, who: view.kind === 'bilateral' ? 'both' : 'affected'} : view), phase: '', reach: 0, trace: [], card: '', cardWanted: '', cardSince: 0, cardAt: 0, drawnAt: 0, clockSecond: 0});
    this.find = name => root.querySelector(`[data-${name}]`);
    this.flippedNow = !!this.find('flipped');
    this.view = view;
    this.showCard(view.affected, 0, true);
    this.bring(view, true);
  }

  // What the guide says: count, pips, sign, other arm.
  bring(view, first = false) {
    const before = this.view;
    this.view = view;
    const head = this.find('head'), count = this.find('count');
    if (head) head.innerHTML = headParts(view, this.state.signs);
    if (count && view.step === 'set') {
      count.dataset.digits = String(view.reps).length;
      count.querySelector('b').textContent = view.reps;
      count.querySelector('span').textContent = view.planned_reps ? t('of', {n: view.planned_reps}) : '';
    } else if (count) count.textContent = view.reps ? t('practice.times', {n: view.reps}) : '';
    this.wanted(view.affected);
    this.sign(view, first ? view.sign?.n : before.sign?.n);
  }

  sign(view, seen) {
    const box = this.find('sign'), sign = view.sign;
    if (!box) return;
    const shows = !!sign && sign.shown;
    if (shows && box.dataset.n !== String(sign.n)) {
      box.dataset.n = sign.n;
      box.innerHTML = `${mark(sign.kind)}<h1>${t(`sign.${sign.kind}`)}</h1><span>${note(sign)}</span>${scaleOf(view, this.trace, sign)}`;
      if (sign.n !== seen) {
        play('rep');
        const third = ['quicker', 'stop'].includes(sign.kind) && (this.state.reminded = (this.state.reminded || 0) + 1) % 3 === 1;
        speak(third ? t(sign.kind === 'stop' ? 'say.long' : 'say.slower') : sign.kind === 'smaller' ? '' : String(view.reps));
        this.state.announce(`${view.reps}. ${t(`sign.${sign.kind}`)}. ${note(sign)}`);
      }
    }
    box.hidden = !shows;
    this.find('fig').hidden = shows;
    this.find('cue').hidden = shows;
  }

  // The other arm's card changes after 300 ms at the earliest and then holds for a second.
  wanted(state) {
    if (state !== this.cardWanted) { this.cardWanted = state; this.cardSince = performance.now(); }
  }
  showCard(state, now, first) {
    const card = this.find('other');
    if (!card || (!first && state === this.card)) return;
    this.card = this.cardWanted = state;
    this.cardAt = now;
    card.className = `other is-${state}`;
    card.innerHTML = otherCard(this.view, state);
    if (!first) this.state.announce(card.textContent);
  }

  // A measured state.
  take(live) {
    const arm = hueOf(this.view) === 'affected' && !this.spec.both ? live.affected : live.trained;
    this.before = this.now;
    this.now = {...live, arm, at: performance.now()};
    if (arm.phase !== this.phase) this.turn(arm.phase, live);
    this.trace.push([live.t, arm.deg, arm.phase]);
    while (this.trace.length && this.trace[0][0] < live.t - TRACE_S) this.trace.shift();
  }

  turn(phase, live) {
    const first = !this.phase, back = isAway(this.view);
    this.phase = phase;
    const cue = this.find('cue'), holds = this.view.hold_s > 0;
    const [kind, sign, word] = phase === 'lowering' || (phase === 'hold' && !holds) ? ['down', back ? 'back' : 'down', back ? 'cue.back' : 'cue.down']
      : phase === 'hold' ? ['calm', 'hold', 'cue.hold'] : phase === 'unknown' ? ['calm', '', 'cue.ready'] : ['up', back ? 'go' : 'up', back ? 'cue.go' : 'cue.lift'];
    if (cue && this.view.step === 'set') {
      cue.className = `cue ${kind}`;
      cue.innerHTML = (sign ? icon(sign) : '') + t(word);
    }
    const figure = this.find('fig')?.querySelector('svg');
    if (figure) figure.setAttribute('aria-label', t('figure.aria', {arm: t(`your.${this.side()}`), phase: t(`phase.${phase}`)}));
    if (this.view.step !== 'set' || this.view.paused) return;
    hush();
    if (phase === 'lowering') {
      if (this.view.metronome) tickFrom(live.phase_s, this.view.band_s[1]);
      if (!first) speak(t(back ? 'say.back' : 'say.down'));
    } else if (phase === 'lifting' && !first) { play('lift'); speak(t(back ? 'say.go' : 'say.lift')); }
    else if (phase === 'hold' && holds && !first) speak(t('say.hold'));
  }
  side() { const trained = this.view.trained_side; return hueOf(this.view) === 'trained' ? trained : trained === 'left' ? 'right' : 'left'; }

  // One drawn frame.
  frame(now) {
    if (this.cardWanted !== this.card && now - this.cardSince >= CARD_MS && now - this.cardAt >= CARD_HOLD_MS) this.showCard(this.cardWanted, now, false);
    if (!this.now || this.find('fig')?.hidden) return;
    if (still() && now - this.drawnAt < STILL_MS) return;
    this.drawnAt = now;
    const ahead = Math.min(CARRY_S, (now - this.now.at) / 1000);
    if (this.spec.both) return this.pair(ahead);
    const reach = Math.max(.35, Math.min(1.15, this.now.range / Math.abs(this.spec.deg)));
    if (Math.abs(reach - this.reach) > .02) this.relay(reach);
    const share = this.share(this.now.arm, this.before?.arm, ahead);
    this.hand(share);
    this.target(this.now.phase_s + Math.min(.25, (now - this.now.at) / 1000));
  }
  share(arm, before, ahead) {
    const dt = this.before ? this.now.t - this.before.t : 0;
    const rate = dt > 0 && dt < .2 && before ? (arm.deg - before.deg) / dt : 0;
    return Math.max(-.06, Math.min(1.12, (arm.deg + rate * ahead) / Math.max(5, this.now.range)));
  }
  relay(reach) {
    this.reach = reach;
    this.way = way(this.spec, reach);
    this.find('track')?.setAttribute('d', band(this.way, 0, 1, 29));
    const [[ax, ay], [bx, by], [cx, cy]] = [on(this.way, 1, -34), on(this.way, 1, 34), on(this.way, 1, 60)];
    this.find('mark').querySelector('path').setAttribute('d', `M${ax} ${ay}L${bx} ${by}`);
    const ring = this.find('mark').querySelector('circle');
    ring.setAttribute('cx', cx); ring.setAttribute('cy', cy);
  }
  hand(share) {
    place(this.root.querySelector('[data-limb=one]'), this.spec, share * this.reach);
    const [x, y] = on(this.way, share);
    for (const name of ['dot', 'holding']) { const c = this.find(name); c.setAttribute('cx', x); c.setAttribute('cy', y); }
    const lowers = this.phase === 'lowering', stepwise = still();
    this.find('gone').setAttribute('d', !lowers && share > .02 ? band(this.way, 0, Math.min(1, share), 29) : '');
    const chevrons = [...this.find('chevrons').children];
    chevrons.forEach((c, i) => {
      const s = share + .16 + i * .14, [px, py] = on(this.way, s), [qx, qy] = on(this.way, s + .04);
      c.setAttribute('d', s < .9 && !lowers && this.phase !== 'hold' && !stepwise ? 'M-19 12 0-7 19 12' : '');
      c.setAttribute('transform', `translate(${px} ${py})rotate(${Math.atan2(qy - py, qx - px) * 180 / Math.PI + 90})`);
    });
    this.find('mark').style.display = lowers ? 'none' : '';
  }
  target(t_s) {
    const lowers = this.phase === 'lowering', {lowering_s: wanted, band_s: [least, most], hold_s} = this.view, stepwise = still();
    const zone = this.find('zone'), drop = this.find('drop'), holding = this.find('holding'), steps = this.find('steps');
    const holds = this.phase === 'hold' && hold_s > 0;
    holding.setAttribute('stroke-dasharray', holds ? `${Math.min(100, 100 * t_s / hold_s)} 100` : '0 100');
    holding.style.display = holds ? '' : 'none';
    zone.style.display = drop.style.display = lowers && !stepwise ? '' : 'none';
    this.fields(steps, lowers && stepwise ? t_s : -1, wanted);
    if (!lowers || stepwise) return;
    const from = 1 - Math.min(1, t_s / least), to = 1 - Math.min(1, t_s / most);
    const d = band(this.way, Math.min(from, to - .05), Math.max(to, from + .05), 31);
    for (const path of zone.children) path.setAttribute('d', d);
    const s = 1 - Math.min(1, t_s / wanted), [x, y] = on(this.way, s, 76), [px, py] = on(this.way, s, 0);
    const turn = Math.atan2(y - py, x - px) * 180 / Math.PI + 90;
    drop.setAttribute('transform', `translate(${x} ${y})`);
    drop.firstElementChild.setAttribute('transform', `rotate(${turn + 180})`);
    const text = drop.lastElementChild, second = String(Math.min(Math.floor(t_s) + 1, Math.ceil(most)));
    if (text.textContent !== second) text.textContent = second;
    text.setAttribute('transform', this.flippedNow ? 'scale(-1 1)' : '');
  }
  // Reduced motion: the way down is fields that light up in turn, one a second.
  fields(steps, t_s, wanted) {
    const n = Math.max(1, Math.min(8, Math.round(wanted))), lit = t_s < 0 ? -1 : Math.min(n - 1, Math.floor(t_s * n / wanted));
    if (this.lit === lit && this.litReach === this.reach) return;
    this.lit = lit; this.litReach = this.reach;
    steps.innerHTML = t_s < 0 ? '' : [...Array(n).keys()].map(i => {
      const a = 1 - i / n, b = 1 - (i + 1) / n, [x, y] = on(this.way, (a + b) / 2, 64);
      return `<path class="field ${i < lit ? 'past' : i === lit ? 'now' : ''}" d="${band(this.way, b + .012, a - .012, 31)}"/><text class="field-n ${i === lit ? 'now' : ''}" transform="translate(${x} ${y + 14})${this.flippedNow ? 'scale(-1 1)' : ''}">${i + 1}</text>`;
    }).join('');
  }
  pair(ahead) {
    const reach = 1;
    if (!this.way) { this.way = way(this.spec, reach); const d = band(this.way, 0, 1, 20); this.find('track').setAttribute('d', d); this.find('track2').setAttribute('d', d); }
    const right = this.view.trained_side === 'right', {trained, affected} = this.now, b = this.before;
    const t_ = this.share(trained, b?.trained, ahead), a_ = this.share(affected, b?.affected, ahead);
    place(this.root.querySelector('[data-limb=right]'), this.spec, right ? t_ : a_);
    place(this.root.querySelector('[data-limb=left]'), this.spec, right ? a_ : t_);
  }
  end() { hush(); }
}

const note = sign => sign.kind === 'smaller' ? t('sign.smaller.note') : sign.kind === 'counted' || sign.seconds === null ? t('sign.counted.note') : t('sign.seconds', {s: number(sign.seconds, 1)}) + (sign.kind === 'on_pace' ? '' : `. ${t('sign.counts')}`);

// Height of the arm over time. Hatched: the planned time. The line: this repetition, as measured.
const X0 = 36, PER_S = 77, TOP = 16, LOW = 122;
function scaleOf(view, trace, sign) {
  const [least, most] = view.band_s, per = Math.min(PER_S, 380 / most);
  const x = s => Math.min(512, X0 + s * per);
  const wedge = `M${X0} ${TOP} ${x(least)} ${LOW}H${x(most)}Z`;
  let end = -1;
  for (let i = trace.length - 1; i > 0; i--) if (trace[i][2] === 'lowering') { end = i; break; }
  let begin = end;
  while (begin > 0 && trace[begin - 1][2] === 'lowering') begin--;
  let line = '', halt = '';
  if (end - begin > 3) {
    const from = trace[begin][0], top = Math.max(...trace.slice(Math.max(0, begin - 10), end + 1).map(p => p[1]), 1), low = Math.min(...trace.slice(begin, end + 1).map(p => p[1]));
    const y = deg => LOW - (LOW - TOP) * Math.max(0, deg - low) / Math.max(1, top - low), every = Math.max(1, Math.floor((end - begin) / 40));
    const points = [[12, TOP], [X0, TOP]];
    for (let i = begin; i <= end; i += every) points.push([x(trace[i][0] - from), y(trace[i][1])]);
    points.push([Math.min(500, x(trace[end][0] - from) + 4), LOW], [500, LOW]);
    line = `<path class="way" d="M${points.map(p => p.map(n => n.toFixed(1)).join(' ')).join('L')}"/>`;
    if (sign.kind === 'stop') {
      let best = 1e9, at = begin;
      const span = Math.max(2, Math.round((end - begin) / 8));
      for (let i = begin + span; i < end - span; i++) { const d = Math.abs(trace[i + span][1] - trace[i - span][1]); if (d < best) [best, at] = [d, i]; }
      halt = `<circle class="halt" cx="${x(trace[at][0] - from)}" cy="${y(trace[at][1])}" r="20"/>`;
    }
  }
  return `<svg class="scale" viewBox="0 0 520 140" aria-hidden="true"><path class="zone-soft" d="${wedge}"/><path class="zone" d="${wedge}"/><path class="ground" d="M4 132H516"/>${line}${halt}</svg>`;
}

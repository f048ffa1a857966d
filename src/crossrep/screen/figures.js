// Drawings of movements, as data: a chain of two links that turns from a rest pose to a top pose.
// Angles in degrees from straight down, growing towards where the drawn person looks (right).
// The way of the tip gives the track; the lowering target runs along the same way.

const RAD = Math.PI / 180;
const towards = (angle, length) => [Math.sin(angle * RAD) * length, Math.cos(angle * RAD) * length];
const CHAIR = '<path class="chair" d="M128 196V596M128 436H372V596"/>';
const SEATED = `${CHAIR}<path class="thigh" d="M204 396 392 400"/><path class="shin" d="M400 406 404 600"/>
<path class="body" d="M206 116C162 122 150 156 154 226L162 404Q164 430 200 430H262Q284 430 280 404L276 190Q272 122 232 114Z"/>
<path class="body" d="M200 88h44v36h-44z"/><path class="body" d="M178 52a46 46 0 0 1 91-8l9 18q2 5-4 6l-6 1v6q0 22-24 22h-20a46 46 0 0 1-46-45Z"/>`;
const BODIES = {
  seated: SEATED,
  sitting: SEATED.replace(/<path class="(thigh|shin)"[^>]*\/>/g, ''),
  table: `${SEATED}<path class="chair" d="M330 352H600M566 352V596"/>`,
  front: `<circle class="body" cx="320" cy="86" r="50"/><path class="body" d="M298 124h44v40h-44z"/>
<path class="body" d="M320 156c76 0 104 26 104 76l-16 260q-2 20-22 20H254q-20 0-22-20l-16-260c0-50 28-76 104-76Z"/>`,
  above: `<ellipse class="body" cx="300" cy="330" rx="150" ry="72"/><circle class="body-2" cx="300" cy="318" r="58"/><path class="body-2" d="m286 262 14-26 14 26z"/>`,
  bench: '<path class="chair" d="M70 396H400M110 396V540M360 396V540"/>',
  lying: `<path class="chair" d="M30 424H600"/><circle class="body" cx="84" cy="366" r="46"/><path class="body" d="M132 330H300q34 0 34 40t-34 40H132q-24 0-24-40t24-40Z"/><path class="shin" d="M320 388 560 392"/>`,
  low: '<path class="chair" d="M128 596H420"/>',
  none: '',
};
const ARM = {base: [228, 150], l1: 114, l2: 160, w1: 58, w2: 50, body: 'seated', box: [92, 0, 520, 592]};
const HIGH = {...ARM, box: [30, -190, 560, 640]};
const LEG = {base: [204, 396], l1: 188, l2: 180, w1: 72, w2: 54, body: 'sitting', box: [92, 0, 560, 620], grip: 'foot', tip: 56, strap: .72};
const FIGURES = {
  biceps_curl: {...ARM, rest: [11, 12], top: [11, 128], grip: 'weight', deg: 116},
  hammer_curl: {...ARM, rest: [11, 12], top: [11, 128], grip: 'bell', deg: 116},
  front_raise: {...ARM, rest: [8, 10], top: [88, 92], grip: 'bell', deg: 82, box: [92, 0, 540, 592]},
  lateral_raise: {...ARM, base: [408, 196], l1: 110, l2: 130, rest: [10, 12], top: [92, 94], grip: 'bell', deg: 82, body: 'front', box: [180, 20, 540, 520]},
  overhead_extension: {...HIGH, rest: [166, 262], top: [174, 178], grip: 'bell', deg: -84, box: [0, -190, 560, 640]},
  elbow_extension: {...ARM, rest: [12, 118], top: [12, 22], grip: 'band', anchor: [560, 20], deg: -96, away: 1},
  row: {...ARM, rest: [52, 66], top: [-42, 72], grip: 'band', anchor: [610, 250], deg: 60, away: 1, box: [70, 0, 560, 592]},
  shoulder_press: {...HIGH, rest: [36, 172], top: [166, 178], grip: 'bell', deg: 60, box: [30, -220, 560, 670]},
  shoulder_rotation: {...ARM, base: [432, 336], l1: 26, l2: 150, rest: [184, 236], top: [176, 118], grip: 'band', anchor: [90, 190], deg: -118, away: 1, body: 'above', box: [70, 80, 620, 400]},
  forward_reach: {...ARM, rest: [4, 92], top: [66, 84], grip: 'none', deg: 60, away: 1, body: 'table', box: [92, 0, 560, 592]},
  pronation: {...ARM, base: [320, 330], l1: 0, l2: 150, rest: [112, 112], top: [248, 248], grip: 'hammer', deg: 136, away: 1, body: 'none', box: [40, 60, 560, 400], strap: 0, dot: 54},
  wrist_extension: {...ARM, base: [96, 350], l1: 230, l2: 96, w1: 62, w2: 54, rest: [90, 62], top: [90, 142], grip: 'none', deg: 80, body: 'bench', box: [40, 150, 500, 400], strap: 1.35, tip: 70},
  wrist_flexion: {...ARM, base: [96, 350], l1: 230, l2: 96, w1: 62, w2: 54, rest: [90, 58], top: [90, 142], grip: 'weight', deg: 84, body: 'bench', box: [40, 150, 500, 400], strap: 1.35, tip: 56},
  knee_extension: {...LEG, rest: [92, 4], top: [92, 84], deg: 80, box: [92, 0, 620, 660]},
  leg_raise: {...LEG, base: [312, 372], l1: 140, l2: 140, rest: [92, 90], top: [132, 134], deg: 44, body: 'lying', box: [20, 60, 680, 400]},
  leg_press: {...LEG, rest: [128, 14], top: [98, 84], grip: 'footband', anchor: [190, 250], deg: 60, away: 1, box: [92, 0, 620, 620]},
  ankle_dorsiflexion: {...LEG, base: [250, 150], l1: 300, l2: 130, w1: 74, w2: 46, rest: [2, 74], top: [2, 112], grip: 'none', deg: 38, body: 'low', box: [110, 130, 460, 480], strap: 1.6, tip: 58},
  isometric_hold: {...ARM, rest: [11, 60], top: [11, 92], grip: 'weight', deg: 32},
  unknown: {...ARM, rest: [11, 12], top: [30, 110], grip: 'none', deg: 100},
};
export const EXERCISES = Object.keys(FIGURES);

// Both arms, seen from behind: right is right.
const PAIR = {l1: 122, l2: 116, w1: 52, w2: 46, rest: [16, 12], top: [26, -118], grip: 'none', deg: -130, tip: 34, box: [110, 20, 420, 500]};

export function specOf(exercise, who) {
  if (who === 'both') return {...PAIR, base: [408, 208], body: 'front', both: true};
  const spec = FIGURES[exercise] || FIGURES.unknown;
  return who === 'affected' || who === 'passive' ? {...spec, grip: spec.grip === 'weight' || spec.grip === 'bell' ? 'none' : spec.grip} : spec;
}
export const away = exercise => !!(FIGURES[exercise] || {}).away;

const mix = (a, b, f) => a + (b - a) * f;

export function pose(spec, f) {
  const a1 = mix(spec.rest[0], spec.top[0], f), a2 = mix(spec.rest[1], spec.top[1], f);
  const [x, y] = spec.base, [ux, uy] = towards(a1, spec.l1), [vx, vy] = towards(a2, spec.l2);
  const joint = [x + ux, y + uy], end = [joint[0] + vx, joint[1] + vy];
  const [tx, ty] = towards(a2, spec.tip ?? 56);
  return {joint, end, a2, tip: [end[0] + tx, end[1] + ty]};
}

const N = 40, WIDE = 30;
// The way of the tip from share 0 to 1, each with the direction across it.
export function way(spec, reach) {
  const points = [];
  for (let i = 0; i <= N; i++) points.push(pose(spec, reach * i / N).tip);
  const across = points.map((_, i) => {
    const [ax, ay] = points[Math.max(0, i - 1)], [bx, by] = points[Math.min(N, i + 1)];
    const l = Math.hypot(bx - ax, by - ay) || 1;
    return [(by - ay) / l, -(bx - ax) / l];
  });
  const [cx, cy] = pose(spec, reach / 2).joint, m = points[N / 2];
  const out = (m[0] - cx) * across[N / 2][0] + (m[1] - cy) * across[N / 2][1] < 0 ? -1 : 1;
  return {points, across: across.map(([x, y]) => [x * out, y * out])};
}

export function on({points, across}, share, off = 0) {
  const p = Math.max(0, Math.min(1, share)) * N, i = Math.min(N - 1, Math.floor(p)), f = p - i;
  return [0, 1].map(k => mix(points[i][k], points[i + 1][k], f) + off * mix(across[i][k], across[i + 1][k], f));
}

const fixed = n => n.toFixed(1);
// A closed band along the way, from share a to b.
export function band(w, a, b, wide = WIDE) {
  const n = Math.max(2, Math.ceil(Math.abs(b - a) * 24)), there = [], back = [];
  for (let i = 0; i <= n; i++) {
    const s = mix(a, b, i / n);
    there.push(on(w, s, -wide).map(fixed).join(' '));
    back.unshift(on(w, s, wide).map(fixed).join(' '));
  }
  return `M${there.join('L')}L${back.join('L')}Z`;
}

const GRIPS = {
  weight: '<circle class="iron" r="37"/><circle class="groove" r="24"/><circle class="hub" r="7"/>',
  bell: '<path class="bar" d="M-34 0H34"/><rect class="iron" x="-52" y="-27" width="24" height="54" rx="7"/><rect class="iron" x="28" y="-27" width="24" height="54" rx="7"/>',
  hammer: '<path class="bar" d="M0 -150V10"/><rect class="iron" x="-40" y="-12" width="80" height="40" rx="8"/>',
  foot: '', footband: '', band: '', none: '',
};

function limb(spec, hue, id) {
  const strap = '<rect class="strap" x="-31" y="-12" width="62" height="24" rx="8"/><circle class="lamp" r="6"/>';
  const hand = /foot/.test(spec.grip) ? `<path class="${hue} limb" stroke-width="46" d="M0 0 58 8"/>` : `<circle class="${hue} fill" r="29"/>`;
  return `<g data-limb="${id}"><path class="rubber" data-band/><path class="${hue} limb" data-upper stroke-width="${spec.w1}"/>
<path class="${hue} limb" data-fore stroke-width="${spec.w2}"/><g data-end>${spec.l1 || !/hammer/.test(spec.grip) ? hand : ''}</g>
${spec.l1 ? '' : `<circle class="${hue} fill" r="46" cx="${spec.base[0]}" cy="${spec.base[1]}"/>`}
<g data-strap>${spec.strap === 0 ? '' : strap}</g><g data-grip>${GRIPS[spec.grip]}</g></g>`;
}

export function place(group, spec, f) {
  const {joint, end, a2, tip} = pose(spec, f), [x, y] = spec.base;
  const set = (name, attribute, value) => group.querySelector(`[data-${name}]`).setAttribute(attribute, value);
  const p = ([a, b]) => `${fixed(a)} ${fixed(b)}`;
  if (spec.l1) set('upper', 'd', `M${x} ${y}L${p(joint)}`);
  if (spec.grip !== 'hammer') set('fore', 'd', `M${p(joint)}L${p(end)}`);
  set('end', 'transform', `translate(${p(end)})rotate(${/foot/.test(spec.grip) ? fixed(-a2 + 4) : fixed(-a2)})`);
  const at = spec.strap ?? .72, on = at <= 1 ? at : at - 1, [ax, ay] = at <= 1 ? joint : joint, along = (at > 1 ? on : at);
  set('strap', 'transform', `translate(${fixed(mix(ax, end[0], along))} ${fixed(mix(ay, end[1], along))})rotate(${fixed(-a2)})`);
  set('grip', 'transform', `translate(${p(end)})rotate(${fixed(-a2)})`);
  if (/band/.test(spec.grip)) set('band', 'd', `M${spec.anchor.join(' ')}L${p(end)}`);
  return tip;
}

// The picture's box, wide enough for what stands beside the way.
function roomy([x, y, w, h], w1, off, round) {
  let [x2, y2] = [x + w, y + h];
  for (let i = 0; i <= 10; i++) {
    const [px, py] = on(w1, i / 10, off);
    x = Math.min(x, px - round); y = Math.min(y, py - round); x2 = Math.max(x2, px + round); y2 = Math.max(y2, py + round);
  }
  return [x, y, x2 - x, y2 - y].map(Math.round);
}

const UP = '<path class="arrow" d="M560 400V210M522 250 560 206 598 250"/>';
const drawn = new Map();
function still(spec, f, hue) {
  const holder = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  holder.innerHTML = limb(spec, hue, 'a');
  place(holder.firstElementChild, spec, f);
  return holder.innerHTML;
}

const arrow = (w, from, to, off) => {
  const n = 12, line = [];
  for (let i = 0; i <= n; i++) line.push(on(w, mix(from, to, i / n), off));
  const [a, b] = [line[n - 2], line[n]], t = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const barb = turn => [b[0] - 46 * Math.cos(t + turn), b[1] - 46 * Math.sin(t + turn)].map(fixed).join(' ');
  return `<path class="arrow" d="M${line.map(q => q.map(fixed).join(' ')).join('L')}M${barb(.55)}L${b.map(fixed).join(' ')}L${barb(-.55)}"/>`;
};

// A still picture of the movement, with an arrow.
export function picture(exercise, who, flipped) {
  const key = `${exercise} ${who} ${flipped}`;
  if (!drawn.has(key)) drawn.set(key, make(exercise, who, flipped));
  return drawn.get(key);
}

function make(exercise, who, flipped) {
  const spec = specOf(exercise, who), w = way(spec, 1), hue = who === 'affected' || who === 'passive' ? 'affected' : 'trained';
  const inner = spec.both
    ? `${BODIES.front}${still({...spec, strap: 0}, .45, flipped ? 'affected' : 'trained')}<g transform="matrix(-1 0 0 1 640 0)">${still({...spec, strap: 0}, .45, flipped ? 'trained' : 'affected')}</g>${UP}<g transform="matrix(-1 0 0 1 640 0)">${UP}</g>`
    : BODIES[spec.body] + still(spec, .3, hue) + arrow(w, .12, 1, 62);
  return svg('pic', spec.both ? [30, 20, 580, 500] : roomy(spec.box, w, 62, 30), inner, flipped && !spec.both);
}

const svg = (name, [x, y, w, h], inner, flipped) =>
  `<svg class="${name}" viewBox="${x} ${y} ${w} ${h}" aria-hidden="true">${flipped ? `<g transform="matrix(-1 0 0 1 ${2 * x + w} 0)">${inner}</g>` : inner}</svg>`;

// The live figure: what moves has a name, see live.js.
export function figure(spec, hue, flipped, label) {
  const inner = spec.both ? `${BODIES.front}<path class="track" data-track/><g transform="matrix(-1 0 0 1 640 0)"><path class="track" data-track2/></g>
${limb(spec, flipped ? 'affected' : 'trained', 'right')}<g transform="matrix(-1 0 0 1 640 0)">${limb(spec, flipped ? 'trained' : 'affected', 'left')}</g>`
    : `${BODIES[spec.body]}<path class="track" data-track/><path class="gone" data-gone/><g data-steps></g>
<g data-zone><path class="zone-soft"/><path class="zone"/></g><g data-chevrons><path class="chevron"/><path class="chevron"/></g>
<g data-mark><path class="goal"/><circle class="goal-ring" r="20"/></g>${limb(spec, hue, 'one')}
<circle class="${hue} dot" data-dot r="21"/><circle class="holding" data-holding r="34" pathLength="100"/>
<g data-drop><path class="drop" d="M0-46 22-34A40 40 0 1 1-22-34Z"/><text class="drop-n" text-anchor="middle" dy="17"></text></g>`;
  const [x, y, w, h] = spec.both ? spec.box : roomy(spec.box, way(spec, 1), 76, 46);
  return `<svg class="figure" viewBox="${x} ${y} ${w} ${h}" role="img" aria-label="${label}">
<g data-all class="${hue}"${flipped && !spec.both ? ` transform="matrix(-1 0 0 1 ${2 * x + w} 0)" data-flipped` : ''}>${inner}</g></svg>`;
}

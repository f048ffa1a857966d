// Signs and small pictures, drawn by us. Strokes take the colour of the text beside them.

const ICONS = {
  up: '<path class="solid" d="M12 2 22 12.5H16V22H8V12.5H2Z"/>',
  down: '<path class="solid" d="M12 22 2 11.5H8V2H16V11.5H22Z"/>',
  back: '<path d="M8 4 3 9l5 5M3 9h11a6 6 0 0 1 0 12h-4"/>',
  hold: '<path class="solid" d="M3 7h18v4H3zM3 14h18v4H3z"/>',
  pause: '<path class="solid" d="M5 3h5v18H5zM14 3h5v18h-5z"/>',
  stop: '<rect class="solid" x="3" y="3" width="18" height="18" rx="3"/>',
  go: '<path class="solid" d="M5 2.5 21 12 5 21.5Z"/>',
  on_pace: '<path d="m5 12.5 5 5L19.5 7"/>',
  quicker: '<path d="m5 4.5 7 7 7-7M5 12.5l7 7 7-7"/>',
  stopped: '<path d="M3 5h6v7h6v7h6"/>',
  longer: '<path d="M4 5v14M4 12h16m-5-5 5 5-5 5"/>',
  stiff: '<path d="M7 21v-5l-3-5a2 2 0 0 1 3-2l1 1V6a2 2 0 0 1 4 0 2 2 0 0 1 4 0 2 2 0 0 1 4 2v7l-2 6ZM8 10v2m4-6v5m4-5v5"/>',
  counted: '<path d="M12 5v14M5 12h14"/>',
  smaller: '<path d="M4 20h16M12 20v-8m-4 3 4-4 4 4"/>',
  sound: '<path d="M4 9v6h4l5 5V4L8 9ZM16.5 8.5a5 5 0 0 1 0 7M19 5.5a9 9 0 0 1 0 13"/>',
  wave: '<path d="M2 12c2.5-9 5-9 7 0s4.5 9 7 0 4-6 6-2"/>',
  flat: '<path d="M3 12h18"/>',
  unseen: '<path stroke-dasharray="3 4.5" d="M3 12h18"/><path d="M5 20 19 4"/>',
  again: '<path d="M20 12a8 8 0 1 1-2.5-5.800M20 2v5h-5"/>',
  hurt: '<path d="M13.5 2 6 13h5l-2 9 9-13h-5.5Z"/>',
  less: '<path d="M4 12h16"/>',
  more: '<path d="M4 12h16M12 4v16"/>',
  gear: '<path d="M3 7h10m4 0h4M3 17h4m4 0h10"/><circle cx="15" cy="7" r="2.500"/><circle cx="9" cy="17" r="2.500"/>',
  swap: '<path d="M4 8h15l-4-4M20 16H5l4 4"/>',
  phone: '<path class="solid" d="M6.500 2 10 3l1 5.500-2.500 2a14 14 0 0 0 5 5l2-2.500L21 14l1 3.500Q21.500 22 17 22 2 20 2 7q0-4.500 4.500-5Z"/>',
  alert: '<path d="M12 3 22 20H2ZM12 9v5m0 3v0"/>',
};
export const icon = name => `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${ICONS[name] || ''}</svg>`;

// The six signs: each its own shape, all of one size.
const SHAPES = {
  on_pace: ['<circle class="tr" cx="50" cy="50" r="46"/>', 'on-tr'],
  quicker: ['<rect class="am" x="5" y="5" width="90" height="90" rx="20"/>', 'on-am'],
  stop: ['<path class="ca" d="M50 3 97 50 50 97 3 50Z"/>', ''],
  longer: ['<path class="ca" d="M25 8h50l23 42-23 42H25L2 50Z"/>', ''],
  counted: ['<path class="ca" d="M28 5h44l23 23v44L72 95H28L5 72V28Z"/>', ''],
  smaller: ['<path class="ca" d="M8 92V50a42 42 0 0 1 84 0V92Z"/>', ''],
};
export function mark(kind) {
  const [shape, ink] = SHAPES[kind], glyph = ICONS[kind === 'stop' ? 'stopped' : kind];
  const [x, y, s] = kind === 'stop' ? [26, 26, 2] : kind === 'longer' ? [26, 26, 2] : [20, 20, 2.5];
  return `<svg class="mark" viewBox="0 0 100 100" aria-hidden="true">${shape}<g class="glyph ${ink}" transform="translate(${x} ${y})scale(${s})">${glyph}</g></svg>`;
}

// Faces of ours, all in one colour; the number is the answer.
export function face(n) {
  const brow = n > 1 ? `M26 ${27 + (n > 5)} 41 ${28 - n * .6}M74 ${27 + (n > 5)} 59 ${28 - n * .6}` : '';
  const eyes = n > 7 ? 'm29 38 9 4-9 5M71 38l-9 4 9 5' : `M34 ${39 + n * .15}v${8 - n * .5}M66 ${39 + n * .15}v${8 - n * .5}`;
  const mouth = n > 8 ? `M32 76Q50 ${72 - n * 2} 68 76Q50 ${86 - n * 1.8} 32 76Z` : `M33 ${66 + n * .6}Q50 ${68 - n * 2.2} 67 ${66 + n * .6}`;
  return `<svg class="face" viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="45"/><path d="${eyes}"/><path d="${brow}"/><path d="${mouth}"/></svg>`;
}
export const unsure = '<svg class="face" viewBox="0 0 100 100" aria-hidden="true"><path d="M38 38a12 12 0 1 1 16 11q-4 2-4 9M50 72v1"/></svg>';
export const meter = n => `<svg class="meter" viewBox="0 0 22 56" aria-hidden="true"><rect class="box" x="1.500" y="1.500" width="19" height="53" rx="5"/><rect class="full" x="4" y="${53 - 5 * n}" width="14" height="${5 * n}" rx="2"/></svg>`;

export function otherArm(state, flipped) {
  const bench = '<path class="bench" d="M10 100H140"/>';
  const arm = state === 'not_observed'
    ? '<path class="ghost" d="M14 28q4-16 22-12l8 46 62 3q16-4 26 4 8 12-4 22-10 6-22 1l-76-3q-9-1-11-11Z"/>'
    : '<path class="affected limb" stroke-width="26" d="M26 26 34 74 108 78"/><rect class="iron" x="86" y="61" width="14" height="33" rx="5"/><circle class="affected fill" cx="120" cy="79" r="16"/>';
  return `<svg class="pic" viewBox="0 0 150 110" aria-hidden="true"><g${flipped ? ' transform="matrix(-1 0 0 1 150 0)"' : ''}>${bench}${arm}</g></svg>`;
}

// A hand as its owner sees it, with the sensor on the wrist.
export function hand(side, kind) {
  const fingers = 'M69 178Q68 162 58 148V96q0-10 4-14V46q0-10 9-10t9 10V38q0-10 10-10t10 10v-6q0-10 10-10t10 10v10q0-9 9-9t9 9v58l18-16q9-7 15 0t-1 15l-28 32Q132 160 131 178Z';
  const sensor = kind === 'lost' || kind === 'none'
    ? `<rect class="gap" x="58" y="170" width="84" height="38" rx="10"/>${kind === 'lost' ? '<path class="cross" d="m84 178 32 22m0-22-32 22"/>' : ''}`
    : '<rect class="iron" x="60" y="172" width="80" height="34" rx="10"/><rect class="hub" x="84" y="180" width="32" height="18" rx="6"/>';
  const moves = kind === 'moving' ? '<path class="moves" d="M10 50q-16 30 0 60M-14 34q-24 46 0 92M168 60q14 32 0 64M192 44q22 48 0 96"/>' : '';
  const hue = kind === 'moving' ? 'trained' : kind === 'rests' ? 'affected' : 'skin';
  const inner = `<g${side === 'right' ? ' transform="matrix(-1 0 0 1 200 0)"' : ''}><path class="${hue} wrist" d="M100 244V150"/><path class="${hue} fill" d="${fingers}"/>${sensor}</g>`;
  return `<svg class="pic" viewBox="-40 10 280 232" aria-hidden="true">${moves}${inner}</svg>`;
}

export function battery(percent) {
  if (percent === null || percent === undefined) return null;
  const name = percent > 60 ? 'good' : percent > 20 ? 'half' : 'low', bars = {good: 3, half: 2, low: 1}[name];
  const cells = [6, 16.500, 27].slice(0, bars).map(x => `<path class="full" d="M${x} 6h7v12h-7z"/>`).join('');
  return {name, drawing: `<svg class="bat" viewBox="0 0 44 24" aria-hidden="true"><rect class="box" x="2" y="2" width="36" height="20" rx="5"/><path class="box" d="M42 9v6"/>${cells}</svg>`};
}

export const FLAGS = {
  face: '<circle cx="50" cy="50" r="44"/><path d="M34 38v8M64 44h9M30 64q14 8 22 4 10-2 18 12"/>',
  weak: '<circle cx="50" cy="24" r="15"/><path d="M32 96V62q0-16 18-16t18 16v34M32 60 14 44 20 16M68 60l16 14-2 20m-8-8 8 8 8-9"/>',
  speech: '<path d="M10 16h80v52H48L28 88V68H10Z"/><path d="m28 42 8-8 8 16 8-16 8 16 8-8"/>',
  chest: '<path d="M50 88C20 66 8 50 10 34c3-24 32-24 40-4 8-20 37-20 40 4 2 16-10 32-40 54Z"/><path d="m54 30-12 20h16L46 72"/>',
  dizzy: '<circle cx="50" cy="60" r="32"/><path d="M38 54l8 8m0-8-8 8M56 54l8 8m0-8-8 8M40 78q10-5 20 0M16 24q14-18 34-12 22-6 34 10M30 22q20-10 40 0"/>',
};
export const flag = name => `<svg class="face" viewBox="0 0 100 100" aria-hidden="true">${FLAGS[name]}</svg>`;

const MIND = '<path class="body" d="M40 240V196q-30-20-30-66 0-70 72-70t72 62l16 30q4 8-6 10l-10 2v22q0 20-22 20h-18v34Z"/><path class="cloud" d="M190 92a30 30 0 0 1 10-58 40 40 0 0 1 76-10 34 34 0 0 1 40 50 26 26 0 0 1-14 48h-90a26 26 0 0 1-22-30Z"/><circle class="cloud" cx="182" cy="136" r="9"/><path class="trained limb" stroke-width="17" d="M220 52 226 88 262 70"/><circle class="trained fill" cx="270" cy="64" r="12"/><path class="arrow thin" d="M286 96Q304 70 288 44"/>';
const TASKS = {
  fold_towel: '<path class="thing" d="M70 70H250V210H70Z"/><path class="fold" d="M160 70V210M84 86h62M84 194h62"/><path class="arrow" d="M230 52Q170 14 100 48M118 26 98 50 128 60"/>',
  carry_tray: '<path class="thing" d="M50 150H270L254 182H66Z"/><path class="thing" d="M120 150V96h46v54M166 108h20v26h-20"/><path class="arrow" d="M110 230H214M192 210l24 20-24 20"/>',
  open_jar: '<path class="thing" d="M104 104h112q14 22 14 50v72q0 14-14 14H104q-14 0-14-14v-72q0-28 14-50Z"/><path class="fold" d="M96 64H224V104H96Z"/><path class="arrow" d="M90 40Q160-6 230 36M206 18l26 18-30 12"/>',
  wipe_table: '<path class="bench" d="M20 190H300M60 190v56M260 190v56"/><path class="thing" d="M96 148H200l14 34H84Z"/><path class="arrow" d="M70 104H250M226 82l26 22-26 22"/>',
  pour_water: '<path class="thing" d="M196 130h70l-10 100h-50Z"/><path class="thing" d="m60 66 92-36 36 60-24 12-18-22-54 22Z"/><path class="arrow thin" d="M178 106q30 20 42 64"/>',
  button_shirt: '<path class="thing" d="M60 60 130 30l30 26 30-26 70 30-22 60-28-10v130H110V110l-28 10Z"/><path class="fold" d="M160 56V240"/><circle class="iron" cx="178" cy="112" r="9"/><circle class="iron" cx="178" cy="160" r="9"/><circle class="iron" cx="178" cy="208" r="9"/>',
  other: '<path class="thing" d="M60 110H260V230H60Z"/><path class="fold" d="M110 110q0-50 50-50t50 50"/>',
};
const HANDS = '<circle class="affected fill hold" cx="66" cy="150" r="26"/><circle class="trained fill hold" cx="254" cy="150" r="26"/>';
export const mindPicture = () => `<svg class="pic" viewBox="0 -10 330 260" aria-hidden="true">${MIND}</svg>`;
export const taskPicture = (task, flipped) => `<svg class="pic" viewBox="0 -10 320 270" aria-hidden="true">${TASKS[task] || TASKS.other}<g${flipped ? ' transform="matrix(-1 0 0 1 320 0)"' : ''}>${HANDS}</g></svg>`;
export const hurtPicture = which => `<svg class="pic" viewBox="0 0 240 200" aria-hidden="true">${which === 'arm'
  ? '<path class="body-2 limb" stroke-width="44" d="M70 44 84 128 168 150"/><circle class="body-2" cx="178" cy="152" r="26"/><circle class="body-2" cx="70" cy="44" r="34"/><path class="line" d="M70 26v36M52 44h36M57 31l26 26M83 31 57 57"/>'
  : '<circle class="body-2" cx="120" cy="56" r="42"/><path class="body-2" d="M44 200q0-88 76-88t76 88Z"/><path class="line" d="M102 48h.1M138 54h.1M104 74q20-6 32 6M136 138q12-14 22 0 8 14-22 34-30-20-22-34 10-14 22 0Z"/>'}</svg>`;

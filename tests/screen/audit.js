() => {
  const wrong = [], small = innerWidth <= 700 || innerHeight <= 560;
  const say = (what, element, more = '') => wrong.push(`${what}: ${element.tagName.toLowerCase()}.${element.getAttribute('class') || ''} "${(element.textContent || '').trim().slice(0, 30)}" ${more}`);
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) wrong.push(`the page scrolls: ${root.scrollWidth} x ${root.scrollHeight}`);
  const seen = [...document.querySelectorAll('#screen *')].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.only-sr'));
  for (const element of seen) {
    const box = element.getBoundingClientRect(), inSvg = element.closest('svg') && element.tagName !== 'svg';
    if (!inSvg && box.width && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)) say('outside', element, `${Math.round(box.left)},${Math.round(box.top)},${Math.round(box.right)},${Math.round(box.bottom)}`);
    if (element.matches('button, a') && (box.width < 64 || box.height < 64)) say('small target', element, `${Math.round(box.width)} x ${Math.round(box.height)}`);
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (words && !inSvg) {
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < (small ? 20 : 24)) say('small text', element, `${size}px`);
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect(), holder = element.closest('button, .card, .fact, .other, .cue, .cell, li, .chip') || element.parentElement, around = holder.getBoundingClientRect();
      if (text.left < around.left - 2 || text.right > around.right + 2 || (!element.closest('.count, .amount') && (text.top < around.top - 4 || text.bottom > around.bottom + 4))) say('text outside its box', element, `${Math.round(text.width)} x ${Math.round(text.height)} in ${Math.round(around.width)} x ${Math.round(around.height)}`);
    }
  }
  const parts = seen.filter(e => e.matches('button, a, h1, .count, .other, .pips, .plan-note, .note, .card, .fact, .title p, .top p'));
  for (let i = 0; i < parts.length; i++) for (let j = i + 1; j < parts.length; j++) {
    if (parts[i].contains(parts[j]) || parts[j].contains(parts[i])) continue;
    const a = parts[i].getBoundingClientRect(), b = parts[j].getBoundingClientRect();
    if (a.width && b.width && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2) say('covers another', parts[i], `and .${parts[j].getAttribute('class') || parts[j].tagName} "${parts[j].textContent.trim().slice(0, 20)}"`);
  }
  return wrong;
}

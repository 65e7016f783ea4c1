#include "apps/explain/html_parts.hpp"

namespace explain_app {

const std::string_view kPageScript = R"js(
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const svg = document.getElementById('plot');
  if (!svg || !data.stations.length) return;
  const tip = document.getElementById('tip');
  const range = document.getElementById('range');
  let station = data.stations[0];
  const whole = [data.from, Math.max(data.to, data.from + 1)];
  let view = whole.slice();
  const NS = 'http://www.w3.org/2000/svg';
  const height = 290, left = 40, right = 8, top = 14, bottom = 190;
  const rows = { link: 204, scan: 226, roam: 246, asked: 264 };
  const make = (name, attributes, text) => {
    const node = document.createElementNS(NS, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const colour = (index) => 'a' + (index % 7);
  const pad = (value, size) => String(value).padStart(size, '0');
  const clock = (t, fine) => {
    if (!data.unix) return t.toFixed(fine ? 3 : view[1] - view[0] < 20 ? 1 : 0) + ' s';
    const d = new Date(t * 1000);
    return pad(d.getHours(), 2) + ':' + pad(d.getMinutes(), 2) + ':' + pad(d.getSeconds(), 2) +
      (fine || view[1] - view[0] < 10 ? '.' + pad(d.getMilliseconds(), 3) : '');
  };
  const span = (s) => s < 1 ? Math.round(s * 1000) + ' ms' : s < 100 ? s.toFixed(1) + ' s' : Math.round(s / 60) + ' min';
  const step = (width, wanted) => {
    const raw = width / wanted;
    for (const s of [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400])
      if (s >= raw) return s;
    return 86400 * Math.ceil(raw / 86400);
  };
  const draw = () => {
    const width = Math.max(svg.clientWidth, 280);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('height', height);
    svg.replaceChildren();
    const x = (t) => left + (t - view[0]) / (view[1] - view[0]) * (width - left - right);
    const levels = station.signal.map((p) => p[2]).concat(station.seen.map((p) => p[2]));
    const most = Math.min(-10, Math.ceil((Math.max(-40, ...levels.slice(0, 20000)) + 2) / 10) * 10);
    const least = Math.max(-110, Math.floor((Math.min(-80, ...levels.slice(0, 20000)) - 2) / 10) * 10);
    const y = (dbm) => top + (most - dbm) / (most - least) * (bottom - top);
    const add = (name, attributes, text) => svg.appendChild(make(name, attributes, text));
    const said = (node, text) => { node.addEventListener('pointerenter', () => { tip.textContent = text; }); return node; };
    const inside = (a, b) => b >= view[0] && a <= view[1];
    for (let dbm = most; dbm >= least; dbm -= 20) {
      add('path', { class: 'grid', d: `M${left} ${y(dbm)}H${width - right}` });
      add('text', { class: 'tick y', x: left - 5, y: y(dbm) + 3 }, dbm);
    }
    const s = step(view[1] - view[0], (width - left) / 95);
    for (let t = Math.ceil(view[0] / s) * s; t <= view[1]; t += s) {
      add('path', { class: 'grid', d: `M${x(t).toFixed(1)} ${top}V${bottom}` });
      if (x(t) > left + 20 && x(t) < width - 34) add('text', { class: 'tick', x: x(t).toFixed(1), y: height - 6 }, clock(t));
    }
    const clipped = add('g', {});
    const defs = add('defs', {});
    const clip = defs.appendChild(make('clipPath', { id: 'inside' }));
    clip.appendChild(make('rect', { x: left, y: 0, width: width - left - right, height }));
    clipped.setAttribute('clip-path', 'url(#inside)');
    const put = (name, attributes, text) => clipped.appendChild(make(name, attributes, text));
    const box = (a, b, yy, h, c) => ({ class: c, x: x(a).toFixed(1), y: yy, width: Math.max(1.5, x(b) - x(a)).toFixed(1), height: h });
    for (const mark of station.verdicts)
      if (inside(mark[0], mark[1])) said(put('rect', box(mark[0], mark[1], top, bottom - top, 'span')), mark[2]);
    // What was heard of others, and the level of the link.
    for (const p of station.seen)
      if (inside(p[0], p[0]))
        said(put('circle', { class: 'seen ' + colour(p[1]), cx: x(p[0]).toFixed(1), cy: y(p[2]).toFixed(1), r: 1.8 }),
          `${clock(p[0], true)}: ${data.bss[p[1]]} heard at ${p[2]} dBm`);
    let path = '', current = -1, last = -1e18, few = 0;
    const flush = () => { if (path) put('path', { class: 'level ' + colour(current), d: path }); path = ''; };
    const margin = (view[1] - view[0]) * .05;
    for (const p of station.signal) {
      if (p[0] < view[0] - margin - 30 || p[0] > view[1] + margin + 30) continue;
      if (p[1] !== current || p[0] - last > 45) { flush(); current = p[1]; }
      path += (path ? 'L' : 'M') + x(p[0]).toFixed(1) + ' ' + y(p[2]).toFixed(1);
      last = p[0]; ++few;
    }
    flush();
    if (few < 120) for (const p of station.signal)
      if (inside(p[0], p[0]))
        said(put('circle', { class: 'dot ' + colour(p[1]), cx: x(p[0]).toFixed(1), cy: y(p[2]).toFixed(1), r: 2.4 }),
          `${clock(p[0], true)}: ${data.bss[p[1]]} ${p[2]} dBm`);
    for (const l of station.links) {
      if (!inside(l[0], l[1])) continue;
      said(put('rect', box(l[0], l[1], rows.link, 14, 'block ' + colour(l[2]))), `${clock(l[0], true)}, ${span(l[1] - l[0])} on ${data.bss[l[2]]}; then: ${l[3]}`);
      const from = Math.max(x(l[0]), left), to = Math.min(x(l[1]), width - right);
      if (to - from > 60) put('text', { class: 'inside', x: ((from + to) / 2).toFixed(1), y: rows.link + 10.5, style: 'fill:var(--paper)' }, data.bss[l[2]].slice(-8));
    }
    for (const c of station.scans)
      if (inside(c[0], c[1]))
        said(put('rect', box(c[0], c[1], rows.scan, 10, 'scan' + (c[2] ? ' long' : ''))), `${clock(c[0], true)}: scan, ${span(c[1] - c[0])}${c[3] ? ', ' + c[3] : ''}`);
    for (const r of station.roams) {
      if (!inside(r[0], r[0])) continue;
      const at = x(r[0]);
      put('path', { class: 'roam' + (r[1] ? '' : ' bad'), d: `M${at} ${top}V${rows.roam}`, 'stroke-dasharray': '2 3', opacity: .5 });
      put('path', { class: 'roam' + (r[1] ? '' : ' bad'), fill: r[1] ? 'currentColor' : 'none',
        d: r[1] ? `M${at - 4} ${rows.roam + 8}h8l-4 -8z` : `M${at - 4} ${rows.roam}l8 8m0 -8l-8 8` });
      said(put('rect', { class: 'hit', x: at - 7, y: rows.roam - 3, width: 14, height: 15 }), `${clock(r[0], true)}: ${r[2]}`);
    }
    for (const q of station.asked)
      if (inside(q[0], q[0]))
        said(put('path', { class: 'asked' + (q[1] ? '' : ' no'), 'pointer-events': 'bounding-box', d: `M${x(q[0]) - 4} ${rows.asked}h8v6l-4 4l-4 -4z` }), `${clock(q[0], true)}: ${q[2]}`);
    for (const [name, yy] of [['link', rows.link + 11], ['scan', rows.scan + 9], ['roam', rows.roam + 8], ['11v', rows.asked + 8]])
      add('text', { class: 'row', x: left - 5, y: yy }, name);
    range.textContent = `${clock(view[0])} to ${clock(view[1])}`;
  };
  let waiting = false;
  const redraw = () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); } };
  const show = (a, b) => {
    let size = Math.min(Math.max(b - a, .02), whole[1] - whole[0]);
    let from = Math.min(Math.max((a + b) / 2 - size / 2, whole[0]), whole[1] - size);
    view = [from, from + size];
    redraw();
  };
  const zoom = (factor, at) => {
    const centre = at === undefined ? (view[0] + view[1]) / 2 : at;
    show(centre - (centre - view[0]) * factor, centre + (view[1] - centre) * factor);
  };
  const pan = (share) => { const d = (view[1] - view[0]) * share; show(view[0] + d, view[1] + d); };
  const time = (event) => {
    const box = svg.getBoundingClientRect();
    return view[0] + (event.clientX - box.left - left) / (box.width - left - right) * (view[1] - view[0]);
  };
  svg.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && Math.abs(event.deltaX) < Math.abs(event.deltaY) && !event.shiftKey && document.activeElement !== svg) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(event.deltaX / 800);
    else zoom(Math.exp(event.deltaY / 400), time(event));
  }, { passive: false });
  let drag = null;
  svg.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, view: view.slice() }; svg.classList.add('drag'); svg.focus({ preventScroll: true }); });
  addEventListener('pointermove', (event) => {
    if (!drag) return;
    const d = (drag.x - event.clientX) / (svg.clientWidth - left - right) * (drag.view[1] - drag.view[0]);
    show(drag.view[0] + d, drag.view[1] + d);
  });
  addEventListener('pointerup', () => { drag = null; svg.classList.remove('drag'); });
  svg.addEventListener('keydown', (event) => {
    const act = { ArrowLeft: () => pan(-.2), ArrowRight: () => pan(.2), '+': () => zoom(.5), '=': () => zoom(.5), '-': () => zoom(2), '0': () => show(...whole), Home: () => show(...whole) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  for (const [id, act] of [['in', () => zoom(.5)], ['out', () => zoom(2)], ['back', () => pan(-.5)], ['on', () => pan(.5)], ['all', () => show(...whole)]])
    document.getElementById(id).addEventListener('click', act);
  const go = (node) => {
    const a = +node.dataset.at, b = +(node.dataset.to || node.dataset.at);
    const margin = Math.max((b - a) * .1, 1.5);
    const wanted = data.stations[+node.dataset.station || 0];
    if (wanted) station = wanted;
    show(a - margin, b + margin);
    document.getElementById('timeline').scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  };
  for (const node of document.querySelectorAll('[data-at]')) {
    node.addEventListener('click', () => go(node));
    node.addEventListener('keydown', (event) => { if (event.key === 'Enter') go(node); });
  }
  const choice = document.getElementById('station');
  if (choice) choice.addEventListener('change', () => { station = data.stations[+choice.value]; redraw(); });
  addEventListener('resize', redraw);
  draw();
})();
)js";

}  // namespace explain_app

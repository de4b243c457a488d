/**
 * The page's script, as the browser gets it: no build step, no library. All text goes in by textContent.
 */
export const timelineScript = String.raw`
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const $ = (id) => document.getElementById(id);
const el = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const SIGN = { COMPLETED: '✓', NO_ATTACHMENTS: '○', PARTIAL: '◐', FAILED: '✕', TIMEOUT: '…', PO_NOT_FOUND: '?', PR_NOT_ACCESSIBLE: '⊘', LET_GO: '–' };
const WORDS = { COMPLETED: 'completed', NO_ATTACHMENTS: 'without attachments', PARTIAL: 'partial', FAILED: 'failed', TIMEOUT: 'timed out', PO_NOT_FOUND: 'PO not found', PR_NOT_ACCESSIBLE: 'PR not accessible', LET_GO: 'released' };
const color = (node, status) => { node.style.setProperty('--c', 'var(--' + status + ')'); return node; };
const seconds = (ms) => ms < 9950 ? (ms / 1000).toFixed(1) + ' s' : ms < 60000 ? Math.round(ms / 1000) + ' s'
  : ms < 3600000 ? Math.floor(ms / 60000) + ' min ' + String(Math.floor(ms / 1000) % 60).padStart(2, '0') + ' s'
  : Math.floor(ms / 3600000) + ' h ' + String(Math.floor(ms / 60000) % 60).padStart(2, '0') + ' min';
const size = (bytes) => bytes < 1000 ? bytes + ' B' : bytes < 1e6 ? (bytes / 1e3).toFixed(1) + ' kB' : bytes < 1e9 ? (bytes / 1e6).toFixed(1) + ' MB' : (bytes / 1e9).toFixed(2) + ' GB';
const clock = (at, withSeconds) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: withSeconds ? '2-digit' : undefined, hour12: false });
const link = (href, text) => { const a = el('a', '', text); a.href = href; a.rel = 'noreferrer'; return a; };

const chosen = new Set();
let query = '';
let sort = { key: 'from', down: false };
let limit = 500;
let zoom = 1;
const visible = (row) => (chosen.size === 0 || chosen.has(row.status)) && (query === '' || row.text.includes(query));
data.pos.forEach((row, index) => { row.index = index; });
for (const row of data.pos) row.text = [row.po, row.supplier, row.message, row.status, row.reason, ...row.files.map((f) => f.name)].join('\n').toLowerCase();

$('lead').textContent = data.lead;
if (data.stop) { $('stop').hidden = false; $('stop').textContent = 'Stopped before the end: ' + data.stop; }

function chips() {
  const counts = new Map();
  for (const row of data.pos) counts.set(row.status, (counts.get(row.status) || 0) + 1);
  const chip = (status, count, words) => {
    const button = color(el('button', 'chip'), status);
    button.append(el('b', '', count), el('span', '', (SIGN[status] ? SIGN[status] + ' ' : '') + words));
    return button;
  };
  for (const status of Object.keys(WORDS)) {
    if (!counts.get(status)) continue;
    const button = chip(status, counts.get(status), WORDS[status]);
    button.setAttribute('aria-pressed', 'false');
    button.onclick = () => {
      if (!chosen.delete(status)) chosen.add(status);
      button.setAttribute('aria-pressed', String(chosen.has(status)));
      show();
    };
    $('chips').append(button);
  }
  if (data.unfinished > 0) { const open = chip('OPEN', data.unfinished, 'not processed'); open.disabled = true; $('chips').append(open); }
}

const bars = [];
function chart() {
  const span = data.end - data.start;
  const at = (time) => ((time - data.start) / span) * 100;
  const lanes = new Map();
  for (const slot of data.slots) {
    const mine = data.bars.filter((bar) => bar.slot === slot);
    const busy = mine.reduce((sum, bar) => sum + bar.to - bar.from, 0);
    const label = el('div', '', slot < 0 ? 'No worker' : 'Worker ' + (slot + 1));
    label.append(el('small', '', new Set(mine.map((bar) => bar.po)).size + ' POs · ' + Math.min(100, Math.round((busy / span) * 100)) + ' % busy'));
    $('labels').append(label);
    const lane = el('div', 'lane');
    lanes.set(slot, lane);
    $('plot').append(lane);
  }
  for (const bar of data.bars) {
    const node = color(el('div', 'b' + (bar.final ? '' : ' again'), SIGN[bar.status] + ' ' + bar.po), bar.status);
    node.style.left = at(bar.from) + '%';
    node.style.width = Math.max(0, at(bar.to) - at(bar.from)) + '%';
    node.onpointerenter = (event) => tip(event, bar);
    node.onpointermove = place;
    node.onpointerleave = () => { $('tip').hidden = true; };
    node.onclick = (event) => { tip(event, bar); mark(bar.row, true); };
    lanes.get(bar.slot).append(node);
    bars.push([bar, node]);
  }
  ticks();
  const tries = data.bars.filter((bar) => !bar.final).length;
  $('lanes-note').textContent = data.bars.length === 0 ? 'no PO was taken' : tries > 0 ? 'striped: an attempt that was followed by another, or released' : '';
}

function ticks() {
  document.querySelectorAll('.tick').forEach((node) => node.remove());
  const span = data.end - data.start;
  const width = $('scroll').clientWidth * zoom;
  $('plot').style.width = zoom * 100 + '%';
  const wanted = span / Math.max(1, Math.floor(width / 90));
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map((s) => s * 1000);
  const step = steps.find((s) => s >= wanted) || 86400000;
  for (let time = Math.ceil(data.start / step) * step; time < data.end; time += step) {
    const left = ((time - data.start) / span) * 100;
    if (((100 - left) / 100) * width < 60) break;
    const tick = el('div', 'tick', clock(time, step < 60000));
    tick.style.left = left + '%';
    $('plot').prepend(tick);
  }
  for (const [bar, node] of bars) node.classList.toggle('n', ((bar.to - bar.from) / span) * width < 16);
}

function tip(event, bar) {
  const row = data.pos[bar.row];
  const box = color($('tip'), bar.status);
  const status = bar.final ? bar.status + ' / ' + row.reason : bar.status + ', attempt ' + bar.n;
  box.replaceChildren(el('b', '', bar.po), el('div', 'soft', SIGN[bar.status] + ' ' + status));
  if (row && row.supplier) box.append(el('p', '', row.supplier));
  if (row && bar.final) box.append(el('p', '', row.message));
  if (row && bar.final && row.files.length > 0) {
    const names = row.files.slice(0, 6).map((file) => file.name + ' (' + size(file.size) + ')').join(', ');
    box.append(el('p', 'soft', names + (row.files.length > 6 ? ' and ' + (row.files.length - 6) + ' more' : '')));
  }
  const tries = row && row.tries > 1 ? ' · ' + row.tries + ' attempts' : '';
  box.append(el('p', 'soft', clock(bar.from, true) + ' to ' + clock(bar.to, true) + ' · ' + seconds(bar.to - bar.from) + ' · worker ' + (bar.slot + 1) + tries));
  box.hidden = false;
  place(event);
}

function place(event) {
  const box = $('tip');
  const x = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8);
  const below = event.clientY + 18;
  box.style.left = Math.max(8, x) + 'px';
  box.style.top = (below + box.offsetHeight > innerHeight ? Math.max(8, event.clientY - box.offsetHeight - 14) : below) + 'px';
}

function mark(index, scroll) {
  document.querySelectorAll('tr.on').forEach((node) => node.classList.remove('on'));
  for (const [bar, node] of bars) node.classList.toggle('on', index >= 0 && bar.row === index);
  const row = document.querySelector('tr[data-row="' + index + '"]');
  if (!row) return;
  row.classList.add('on');
  if (scroll) row.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
}

const COLUMNS = [['po', 'PO'], ['status', 'Status'], ['supplier', 'Supplier'], ['message', 'Message'], ['downloaded', 'Files'], ['seconds', 'Seconds', 'num'], ['tries', 'Attempts', 'num'], ['slot', 'Worker', 'num'], ['from', 'Start', 'num']];
function head() {
  for (const [key, name, kind] of COLUMNS) {
    const th = el('th', kind || '');
    const button = el('button', '', name);
    button.onclick = () => { sort = { key, down: sort.key === key && !sort.down }; show(); };
    th.append(button);
    th.dataset.key = key;
    $('head').append(th);
  }
}

function poCell(row) {
  const cell = el('td', 'po', row.po);
  const links = el('div');
  if (row.href) links.append(link(row.href, 'folder'));
  if (row.coupa) links.append(link(row.coupa, 'in Coupa'));
  cell.append(links);
  return cell;
}

function fileCell(row) {
  const cell = el('td', 'files');
  const count = row.downloaded + ' of ' + row.found;
  if (row.files.length === 0) { cell.textContent = count; return cell; }
  const more = el('details');
  more.append(el('summary', '', count));
  for (const file of row.files) {
    const line = el('div');
    line.append(file.href ? link(file.href, file.name) : el('span', '', file.name), el('small', '', ' ' + size(file.size)));
    more.append(line);
  }
  cell.append(more);
  return cell;
}

function rowNode(row) {
  const tr = el('tr');
  tr.dataset.row = row.index;
  const status = color(el('span', 'status', row.status), row.status);
  status.append(el('small', '', row.reason));
  const statusCell = el('td');
  statusCell.append(status);
  tr.append(poCell(row), statusCell, el('td', 'supplier', row.supplier), el('td', 'message', row.message), fileCell(row),
    el('td', 'num', row.seconds.toFixed(1)), el('td', 'num', row.tries),
    el('td', 'num', row.slot < 0 ? '–' : row.slot + 1), el('td', 'num', clock(row.from, true)));
  tr.onclick = (event) => { if (!event.target.closest('a,summary')) mark(row.index, false); };
  return tr;
}

function show() {
  const rows = data.pos.filter(visible);
  const order = new Intl.Collator(undefined, { numeric: true });
  rows.sort((a, b) => {
    const [x, y] = [a[sort.key], b[sort.key]];
    return (typeof x === 'number' ? x - y : order.compare(x, y)) * (sort.down ? -1 : 1);
  });
  document.querySelectorAll('th').forEach((th) => {
    if (th.dataset.key === sort.key) th.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  });
  $('rows').replaceChildren(...rows.slice(0, limit).map(rowNode));
  $('count').textContent = rows.length === data.pos.length ? rows.length + ' done of ' + data.total : rows.length + ' of ' + data.pos.length + ' shown';
  $('more').hidden = rows.length <= limit;
  $('more').textContent = 'Show all ' + rows.length;
  for (const [bar, node] of bars) node.classList.toggle('off', bar.row >= 0 ? !visible(data.pos[bar.row]) : chosen.size > 0 || query !== '');
}

function facts() {
  for (const [name, value] of data.facts) $('facts').append(el('dt', '', name), el('dd', '', value));
}

$('more').onclick = () => { limit = Infinity; show(); };
$('search').oninput = () => { query = $('search').value.trim().toLowerCase(); show(); };
document.querySelectorAll('[data-zoom]').forEach((button) => {
  button.onclick = () => {
    const scroll = $('scroll');
    const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / zoom;
    zoom = button.dataset.zoom === 'fit' ? 1 : Math.min(64, Math.max(1, zoom * (button.dataset.zoom === 'in' ? 2 : 0.5)));
    ticks();
    scroll.scrollLeft = middle * zoom - scroll.clientWidth / 2;
  };
});
addEventListener('resize', ticks);
addEventListener('keydown', (event) => { if (event.key === 'Escape') { $('tip').hidden = true; mark(-1, false); } });
chips();
head();
chart();
show();
facts();
`;

'use strict';

const CELL = { width: 8.4, height: 18 };
const PAD = 14;
/** The 16 colours of a terminal that can be read on a dark ground. */
const COLOURS = (
  '#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 ' +
  '#6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff'
).split(' ');

/**
 * Pictures of a terminal as one SVG that moves without scripts, as README pages allow. Equal pictures in a row are one,
 * equal rows are stored once. `seconds` per picture, `last` for the last one. Where movement is not wanted
 * (prefers-reduced-motion) the last one stands still.
 */
function animatedSvg(frames, { cols, rows, seconds, last }) {
  const shown = runsOfEqual(frames.map((frame) => JSON.stringify(frame)));
  const [width, height] = [Math.ceil(cols * CELL.width) + 2 * PAD, rows * CELL.height + 2 * PAD];
  const ids = new Map();
  const stills = shown.map(({ value }, index) => {
    const lines = JSON.parse(value).map((runs, y) => {
      const text = rowText(runs);
      if (text === '') return '';
      if (!ids.has(text)) ids.set(text, `r${ids.size}`);
      return `<use href="#${ids.get(text)}" y="${y * CELL.height}"/>`;
    });
    return `<svg x="${index * width}" width="${width}" height="${height}">${lines.join('')}</svg>`;
  });
  const times = shown.map(({ count }, index) => count * seconds + (index === shown.length - 1 ? last : 0));
  const whole = times.reduce((sum, time) => sum + time, 0);
  let at = 0;
  const steps = times.map((time, index) => {
    const percent = ((at / whole) * 100).toFixed(2);
    at += time;
    return `${percent}%{transform:translateX(${-index * width}px)}`;
  });
  const end = `transform:translateX(${-(shown.length - 1) * width}px)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" \
role="img" aria-label="A sample batch in the terminal: progress, workers, and the closing lines">
<style>
text{font:14px ui-monospace,Consolas,Menlo,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}
.d{opacity:.65}.b{font-weight:700}${COLOURS.map((colour, index) => `.c${index}{fill:${colour}}`).join('')}
@keyframes k{${steps.join('')}100%{${end}}}
#f{animation:k ${whole.toFixed(2)}s step-end infinite}
@media (prefers-reduced-motion){#f{animation:none;${end}}}
</style>
<defs>${[...ids].map(([text, id]) => `<g id="${id}">${text}</g>`).join('\n')}</defs>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<svg x="${PAD}" y="${PAD}" width="${width - 2 * PAD}" height="${height - 2 * PAD}"><g id="f">${stills.join('\n')}</g></svg>
</svg>
`;
}

function runsOfEqual(values) {
  const runs = [];
  for (const value of values) {
    if (runs.at(-1)?.value === value) runs.at(-1).count++;
    else runs.push({ value, count: 1 });
  }
  return runs;
}

function rowText(runs) {
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ x, text, colour, dim, bold }) => {
      const before = text.length - text.trimStart().length;
      const classes = [colour >= 0 && colour < 16 && `c${colour}`, dim && 'd', bold && 'b'].filter(Boolean).join(' ');
      const at = ((x + before) * CELL.width).toFixed(1).replace(/\.0$/, '');
      return `<text x="${at}" y="13"${classes && ` class="${classes}"`}>${escaped(text.trim())}</text>`;
    })
    .join('');
}

const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

module.exports = { animatedSvg };

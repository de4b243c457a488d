import type { Paint, Style } from './live-frame';

const CODES: Record<Style, [number, number]> = {
  good: [32, 39],
  warning: [33, 39],
  bad: [31, 39],
  quiet: [2, 22],
  strong: [1, 22],
};

/** Colours are for terminals only, and NO_COLOR (any value but empty) switches them off. */
export function paintFor(colours: boolean): Paint {
  if (!colours) return (_style, text) => text;
  return (style, text) => (text === '' ? '' : `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`);
}

/** The rules of no-color.org and FORCE_COLOR, in the order in which Node itself reads them. */
export function wantsColour(isTTY: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '')
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTTY && env.TERM !== 'dumb';
}

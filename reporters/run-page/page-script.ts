import fs from 'node:fs';
import { guard, startsLikeAFormula } from '../../batch/list';
import { PAGE_MODULES } from './in-page';

/**
 * The page's script: uPlot, and the functions of in-page/ as one text. The page must open from the disk without a
 * network, so nothing of it is loaded.
 */
export function pageScript(): string {
  const functions = PAGE_MODULES.flatMap((module) => Object.values(module)).filter(isFunction);
  const texts = [...functions, guard, startsLikeAFormula].map(String);
  // esbuild wraps functions in a helper that a page does not know.
  return `'use strict';\nconst __name = (value) => value;\n${texts.join('\n')}\nstartPage();`;
}

const isFunction = (value: unknown): value is () => void => typeof value === 'function';

/** As its makers built it, with their licence's line. */
export const chartScript = () => fs.readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');

export const chartStyle = () => fs.readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');

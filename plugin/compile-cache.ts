import path from 'node:path';
import { folder, nodeKeeps } from './kept-code.cjs';

/**
 * Lets worker processes keep what they compiled: from the second run on they start with less processor time. Node 22
 * and newer do so by themselves (https://nodejs.org/api/module.html#module-compile-cache), with Node 20 a module of
 * ours does (kept-code.cjs). Workers take both from this process: they are forked without arguments of their own.
 */
export function keepCompiledCode(env = process.env, execArgv = process.execArgv, byNode = nodeKeeps): void {
  env['NODE_COMPILE_CACHE'] ??= folder();
  const preload = path.join(__dirname, 'kept-code.cjs');
  // Not NODE_OPTIONS, which every program would take that a batch starts.
  if (!byNode && !execArgv.includes(preload)) execArgv.push('-r', preload);
}

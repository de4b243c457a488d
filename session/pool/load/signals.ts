import { cpuSignal } from './cpu';
import type { LoadSignal } from './load-signal';
import { memorySignal } from './memory';
import { pressureSignal } from './pressure';
import { thisMachine, type LoadSource } from './source';

/** All load signals of a machine. */
export const systemSignals = (source: LoadSource = thisMachine): LoadSignal[] => [
  cpuSignal(source),
  memorySignal(source),
  pressureSignal(source),
];

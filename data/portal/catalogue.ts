import { sampleBatch } from './catalogue/sample-batch';
import { specialCases } from './catalogue/special-cases';
import type { OrderDefinition } from './order-definition';

/** What the portal knows when it is told nothing else: the sample batch first, then one order per special case. */
export const catalogue: readonly OrderDefinition[] = [...sampleBatch, ...specialCases];

import { sampleBatch } from './sample-batch';
import { specialCases } from './special-cases';
import type { OrderDefinition } from './order-definition';

/** What the portal knows when it is told nothing else: the sample batch first, then one order per special case. */
export const catalogue: readonly OrderDefinition[] = [...sampleBatch, ...specialCases];

export { keepAwake } from './keep-awake';
export type { Waits } from './portal-policy';
export { Recovery } from './recovery';

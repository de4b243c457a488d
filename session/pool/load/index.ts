export { cgroupFolders, numberIn } from './cgroup';
export type { LoadSignal } from './load-signal';
export { systemSignals } from './signals';
export { thisMachine, type LoadSource } from './source';

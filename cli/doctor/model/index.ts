export { contextOf, type Check } from './context';
export { fault, ok, warning, worst, type Finding } from './finding';
export { thisMachineView, type MachineView, type VolumeSpace } from './machine-view';
export { counted, daysAgo, duration } from './words';

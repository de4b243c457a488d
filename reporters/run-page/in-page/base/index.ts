export * from './dom';
export * from './page-data';
export * from './state';
export * from './time-spent';
export * from './words';

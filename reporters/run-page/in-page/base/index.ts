export * from './dom';
export * from './packed-rows';
export * from './page-data';
export * from './state';
export * from './time-spent';
export * from './words';

export * from './compare';
export * from './curves';
export * from './lane';
export * from './lanes';
export * from './paint-lanes';
export * from './time-axis';
export * from './time-chart';
export * from './tip';

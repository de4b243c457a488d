export { OrderClaims } from './order-claims';
export { PageReading } from './page-reading';
export { WorkClock } from './work-clock';
export { TaskQueue, type Task } from './task-queue';

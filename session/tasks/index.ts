export { OrderClaims } from './order-claims';
export { PageReading } from './page-reading';
export { TaskQueue, type Task } from './task-queue';

export { connectPostgres } from './connect';
export { postgresTools, type PostgresTools } from './parts';
export { lookAtStore, type StoreFacts } from './look';
export { readDue, readResults, type StoredResults } from './results';

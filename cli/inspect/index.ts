export { inspect } from './command';

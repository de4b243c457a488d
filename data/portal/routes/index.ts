export { answer } from './routes';

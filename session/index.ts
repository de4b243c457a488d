export { currentSession, setCurrentSession } from './current-session';
export { openSession } from './open-session';

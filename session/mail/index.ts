export { MessagePdfs } from './message-pdfs';

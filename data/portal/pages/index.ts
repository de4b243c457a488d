export { listPart } from './attachment-panel';
export { orderPage, requisitionPage } from './document-page';
export { errorPage } from './error-page';
export { framePage } from './panel-shapes';
export { homePage, ordersPage, requestsPage } from './home-page';
export { bouncePage, providerSignInPage, signInPage } from './sign-in-pages';
export { blockPage, fileErrorPage, maintenancePage, statusPage, termsPage } from './trouble-pages';
export { weightPart, withWeight } from './weight';

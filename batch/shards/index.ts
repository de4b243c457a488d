export { expectedTimes, type ListedOrder } from './expected-time';
export { listedOrders } from './listed-orders';
export { hashOf, hashOfNumbers, splitByTime, type ExpectedTime, type Split } from './split';

export { expectedTimes, type ListedOrder } from './expected-time';
export { listedOrders } from './listed-orders';
export { inOrderOfOffer, inOrderOfRun, offerTo, type Offer } from './tail';
export { hashOf, hashOfNumbers, splitByTime, type ExpectedTime, type Split } from './split';

import type { DocumentText } from '../files';

/** What an order page shows beside what its definition says. Made up from the number: the same on every machine. */
export interface OrderFacts {
  status: 'Issued' | 'Ordered' | 'Partially received' | 'Received';
  orderedOn: string;
  neededBy: string;
  requester: string;
  department: string;
  costCentre: string;
  shipTo: string;
  paymentTerms: string;
  currency: string;
  contract: string;
  lines: DocumentText['lines'];
}

const PEOPLE = ['Ana Ribeiro', 'Tomasz Wilk', 'Priya Nair', 'Joel Hagen', 'Mei-Lin Chow', 'Clara Duarte', 'Omar Saleh'];
const DEPARTMENTS = ['Plant Maintenance', 'Laboratory', 'Outbound Logistics', 'Workplace Services', 'Engineering'];
const PLACES = ['Porto, Warehouse 2', 'Leipzig, Gate B', 'Gdansk, Dock 4', 'Lyon, Laboratory wing', 'Cork, Goods-in'];
const TERMS = ['30 days net', '45 days net', '60 days net', '14 days, 2 % discount'];
const CURRENCIES = ['EUR', 'USD', 'GBP', 'BRL'];
const STATUSES = ['Issued', 'Ordered', 'Partially received', 'Received'] as const;
type Item = [item: string, unitPrice: number];

/** By what the supplier's name says it sells; the first row fits everyone. */
const ITEMS: [supplier: RegExp, items: Item[]][] = [
  [
    /Logistics/,
    [
      ['Freight, road, per pallet', 132],
      ['Pallet, EUR, used', 11.6],
      ['Storage, per pallet and week', 8.4],
      ['Customs clearance', 95],
      ['Express surcharge', 48.5],
    ],
  ],
  [
    /Chemicals/,
    [
      ['Isopropanol, 5 l', 39.8],
      ['Citric acid, 25 kg', 61.2],
      ['Sodium hydroxide 30 %, 10 l', 27.9],
      ['Spill kit, 40 l', 118],
      ['Filter cartridge 10 µm', 22.4],
    ],
  ],
  [
    /Precision|Instruments/,
    [
      ['Calibration on site, per day', 980],
      ['Dial gauge 0.01 mm', 86.5],
      ['Pressure sensor 0-10 bar', 149],
      ['Stainless flange DN50', 64.2],
      ['Torque wrench, certified', 238],
    ],
  ],
  [
    /Software/,
    [
      ['Subscription, per seat and year', 216],
      ['Support, premium, per month', 640],
      ['Training, half a day', 890],
      ['Notebook dock, USB-C', 174.5],
    ],
  ],
  [
    /Workplace/,
    [
      ['Office chair, adjustable', 219],
      ['Desk 160 x 80, height-adjustable', 486],
      ['Partition wall, acoustic', 312],
      ['Desk lamp, LED', 54.9],
      ['Assembly, per hour', 58],
    ],
  ],
  [
    /./,
    [
      ['Ball bearing 6204-2RS', 12.5],
      ['Hydraulic hose, 2 m', 48.9],
      ['Conveyor belt, per metre', 86],
      ['Safety gloves, pair, size 9', 7.35],
      ['Gear oil, 20 l', 134],
    ],
  ],
];

/** Lines, people and dates of an order, made up from its number: the same for each call. */
export function factsFor(number: string, supplier: string): OrderFacts {
  const draw = sequence(number);
  const day = draw(27) + 1;
  const month = 6 + draw(3);
  return {
    status: pick(STATUSES, draw),
    orderedOn: date(month, day),
    neededBy: date(month + 1, day),
    requester: pick(PEOPLE, draw),
    department: pick(DEPARTMENTS, draw),
    costCentre: `CC-${4100 + draw(80) * 5}`,
    shipTo: pick(PLACES, draw),
    paymentTerms: pick(TERMS, draw),
    currency: pick(CURRENCIES, draw),
    contract: `C-${2024 + draw(3)}-${String(100 + draw(800))}`,
    lines: lines(ITEMS.find(([name]) => name.test(supplier))![1], draw),
  };
}

/** The words of the file at a place of a page's list. The place is among them: two files of one name are not one. */
export function fileText(
  heading: string,
  number: string,
  supplier: string,
  fileName: string,
  place: number,
): DocumentText {
  const { lines: items, currency } = factsFor(number, supplier);
  return { heading: `${heading}, file ${place}`, title: titleOf(fileName), supplier, lines: items, currency };
}

function titleOf(fileName: string): string {
  const stem =
    fileName
      .replace(/\.[^.]*$/, '')
      .replace(/[-_]+/g, ' ')
      .trim() || 'Untitled';
  return stem[0]!.toUpperCase() + stem.slice(1, 60);
}

function lines(items: Item[], draw: (below: number) => number): DocumentText['lines'] {
  const first = draw(items.length);
  return Array.from({ length: 2 + draw(items.length - 1) }, (_, i) => {
    const [item, unitPrice] = items[(first + i) % items.length]!;
    return { item, quantity: unitPrice > 500 ? 1 + draw(3) : 2 + draw(40), unitPrice };
  });
}

function date(month: number, day: number): string {
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][(month - 1) % 12];
  return `${day} ${name} 2026`;
}

function pick<T>(from: readonly T[], draw: (below: number) => number): T {
  return from[draw(from.length)]!;
}

/** Numbers that look random and follow from the seed alone. */
function sequence(seed: string): (below: number) => number {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Fictional, every one; some with the characters that real suppliers bring. */
export const SUPPLIERS = {
  halden: 'Halden Industrial Supply AS',
  brightwater: 'Brightwater Logistics Ltd.',
  caldera: 'Caldera Chemicals & Co.',
  saoBento: 'Fábrica São Bento S.A.',
  ostrava: 'Ostrava Precision s.r.o.',
  tallgrass: 'Tallgrass Software, Inc.',
  zhongyuan: '中原仪器 Zhongyuan Instruments',
  meridian: 'Meridian Workplace GmbH',
} as const;

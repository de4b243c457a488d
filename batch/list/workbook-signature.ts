/** How a workbook is recognised. The name of the file proves nothing. */

/** .xlsx is a ZIP archive, .xls an OLE file. */
export const isWorkbook = (bytes: Buffer): boolean => bytes.toString('hex', 0, 4) === '504b0304' || isOle(bytes);

/** .xls, and .xlsx with a password. */
export const isOle = (bytes: Buffer): boolean => bytes.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1';

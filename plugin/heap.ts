import v8 from 'node:v8';

/**
 * Has the main process collect its garbage when its heap has grown by 30 %. V8 lets it double and more before it does:
 * a run of 10,000 POs, of which it keeps 200 MB, came to 996 MB, while each of the browsers beside it wants hundreds.
 * V8 reads this flag at each collection, so it counts although the process is running.
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--heap-growing-percent=30');
}

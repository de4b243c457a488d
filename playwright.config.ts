import { defineConfig } from '@playwright/test';
import { purchaseOrderBatch } from './plugin/purchase-order-batch';

export default defineConfig(
  purchaseOrderBatch({
    // Settings of docs/settings.md in camel case. The environment and .env win over what stands here.
  }),
  {
    // Anything that Playwright takes.
  },
);

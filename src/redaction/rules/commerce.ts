/** Keys of payment and shop services: Stripe and Shopify; publishable keys are public. */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const commerceRules: readonly ShapeRule[] = [
  ...['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_'].map((prefix) =>
    prefixedKey('stripe-key', prefix, '[0-9A-Za-z]{16,}'),
  ),
  prefixedKey('stripe-webhook-secret', 'whsec_', '[0-9A-Za-z+/]{24,}={0,2}'),
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((prefix) =>
    prefixedKey('shopify-token', prefix, '[0-9A-Za-z]{32,64}'),
  ),
];

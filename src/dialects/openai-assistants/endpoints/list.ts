/** The endpoints of the Assistants API that llmsim answers itself. */

import type { Endpoint } from '../../../core/endpoint.ts';

export const assistantsEndpoints: readonly Endpoint[] = [];

/** A made-up secret of each kind, drawn from a seed, with text around it and look-alikes; nothing here was ever issued. */

import { plantedCloudSecrets } from './planted-cloud-secrets.ts';
import { plantedModelKeys } from './planted-model-keys.ts';
import { plantedPersonalData } from './planted-personal-data.ts';
import type { PlantedSecret } from './planted-secret.ts';
import { plantedServiceTokens } from './planted-service-tokens.ts';
import { plantedWebSecrets } from './planted-web-secrets.ts';

export const plantedSecrets: readonly PlantedSecret[] = [
  ...plantedModelKeys,
  ...plantedCloudSecrets,
  ...plantedWebSecrets,
  ...plantedServiceTokens,
  ...plantedPersonalData,
];

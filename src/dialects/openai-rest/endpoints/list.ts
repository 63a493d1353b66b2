/** The endpoints of OpenAI's REST resources that llmsim answers itself. */

import type { Endpoint } from '../../../core/endpoint.ts';
import { withHeadersOnErrors } from '../../openai-headers.ts';
import { createEmbedding } from './embeddings.ts';
import { editImages, generatedImage, generateImages, varyImage } from './images.ts';
import { deleteModel, listModels, retrieveModel } from './models.ts';
import { createModeration } from './moderations.ts';
import { createSpeech } from './speech.ts';
import { createTranscription, createTranslation } from './transcriptions.ts';

export const restEndpoints: readonly Endpoint[] = [
  createEmbedding,
  createModeration,
  listModels,
  retrieveModel,
  deleteModel,
  generateImages,
  editImages,
  varyImage,
  generatedImage,
  createSpeech,
  createTranscription,
  createTranslation,
].map(withHeadersOnErrors);

/** The endpoints of the Assistants API that llmsim answers itself. */

import type { Endpoint } from '../../../core/endpoint.ts';
import { changeAssistant, createAssistant, deleteAssistant, listAssistants, retrieveAssistant } from './assistants.ts';
import { changeMessage, createMessage, deleteMessage, listMessages, retrieveMessage } from './messages.ts';
import { listRunSteps, retrieveRunStep } from './run-steps.ts';
import { cancelRun, changeRun, listRuns, retrieveRun } from './runs.ts';
import { createRun, createThreadAndRun } from './start-run.ts';
import { submitToolOutputs } from './submit-tool-outputs.ts';
import { changeThread, createThread, deleteThread, retrieveThread } from './threads.ts';

export const assistantsEndpoints: readonly Endpoint[] = [
  createAssistant,
  listAssistants,
  retrieveAssistant,
  changeAssistant,
  deleteAssistant,
  createThread,
  retrieveThread,
  changeThread,
  deleteThread,
  createMessage,
  listMessages,
  retrieveMessage,
  changeMessage,
  deleteMessage,
  createThreadAndRun,
  createRun,
  listRuns,
  retrieveRun,
  changeRun,
  cancelRun,
  submitToolOutputs,
  listRunSteps,
  retrieveRunStep,
];
